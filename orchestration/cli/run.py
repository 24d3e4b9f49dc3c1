"""`voc run`: load, judge, build, judge, publish, in one process and under one lock; then say what came of it."""

from __future__ import annotations

import argparse
import gc
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ingestion import registry
from ingestion.errors import IngestionError
from ingestion.settings import run_start
from ingestion.spec import SourceSpec
from orchestration.cli import sample_server
from orchestration.cli.console import Console
from orchestration.cli.digest_files import newest_digest
from orchestration.cli.selection import chosen_sources, with_own
from orchestration.cli.summary import Summary, lines
from orchestration.lib import headline, progress
from orchestration.lib.built import Built
from orchestration.lib.errors import UserError
from orchestration.lib.registries import require_registries
from orchestration.lib.settings import Settings
from orchestration.lib.state import State, current_state
from orchestration.lib.warehouse import kept_open
from orchestration.lib.writer import writing
from orchestration.publish import record

if TYPE_CHECKING:
    import dagster as dg

    from orchestration.delivery.worker import DrainReport


# Imports and dbt's project are more than a million objects that live to the end, and each collection looks through them
# all: 1.2 of 23 CPU seconds of a daily run when it collects after 100,000 new ones. A daily run makes fewer than this
# and needs 50 MiB more; a long first load still collects.
COLLECT_AFTER = 2_000_000
DELIVERY_SECONDS = 60.0
LOCK_SECONDS = 60.0  # For whoever took the warehouse as this run let it go.


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0 when everything succeeded, 1 when anything failed."""
    gc.set_threshold(COLLECT_AFTER)
    settings = Settings.ready()
    specs = registry.specs()
    configured = registry.configured()
    require_registries(settings.dbt_project)
    tools = chosen_sources(arguments.source, specs, configured)
    console = Console()
    with ExitStack() as stack:
        stack.enter_context(writing(settings.warehouse, arguments.wait))
        stack.enter_context(kept_open(settings.warehouse))
        stack.callback(progress.listen(console.progress))
        if not configured:
            _serve_sample(settings, stack)
        summary = _work(arguments, settings, specs, with_own(tools or registry.configured()))
    if summary.published:
        summary.digests = _send_digests(settings, summary)
    if registry.own():
        summary.delivered = _deliver()
    if summary.published and not summary.failures:
        summary.newest_digest = newest_digest(settings)
    if settings.report.is_file():
        summary.report = settings.report
    summary.is_sample = not configured
    summary.seconds = console.seconds
    for line in lines(summary):
        console.line(line)
    gc.freeze()  # The interpreter looks through all of them once more as it ends: 3 CPU seconds for nothing.
    return 1 if summary.failures else 0


def _serve_sample(settings: Settings, stack: ExitStack) -> None:
    progress.report("no source is configured: reading the sample company")
    if not sample_server.exists(settings.sample_dir):
        sample_server.generate(settings.sample_dir, progress.report)
    os.environ.update(stack.enter_context(sample_server.serving(settings.sample_dir)))


def _work(
    arguments: argparse.Namespace, settings: Settings, specs: Mapping[str, SourceSpec], tools: Sequence[str]
) -> Summary:
    # Dagster is imported here and not above: `voc --help` and a lock that is held answer at once.
    import dagster as dg

    summary = Summary(titles={name: spec.title for name, spec in specs.items()}, published_file=settings.published)
    with dg.DagsterInstance.get() as instance:
        _load(arguments, specs, tools, instance, summary)
        state = current_state(settings)
        is_asked_for = bool(arguments.select or arguments.full_refresh)
        summary.is_built = state.has_data and (is_asked_for or not state.is_published)
        if summary.is_built:
            try:
                _build(arguments, settings, specs, state, instance, summary)
            except UserError as error:
                summary.failures.append(str(error))
    if arguments.data_docs and state.raw:
        _write_data_docs(settings, specs, summary)
    summary.published = record.read(settings.published)
    if summary.published:
        summary.numbers = headline.read(settings.published)
        summary.undeclared = headline.undeclared(settings.published)
    return summary


def _load(
    arguments: argparse.Namespace,
    specs: Mapping[str, SourceSpec],
    tools: Sequence[str],
    instance: dg.DagsterInstance,
    summary: Summary,
) -> None:
    from orchestration.cli.execution import execute
    from orchestration.definitions import build_defs
    from orchestration.defs.jobs import LOAD_ALL
    from orchestration.defs.raw import step_name

    # Without models: a load needs none, and a run that finds nothing new never pays for importing dbt.
    definitions = build_defs(specs=specs, configured=tools)
    ops = {step_name(tool): {"config": {"reconcile": arguments.reconcile}} for tool in tools}
    outcome = execute(definitions, LOAD_ALL, instance, {"ops": ops})
    summary.loaded = outcome.loaded
    summary.failures += outcome.failures


def _build(
    arguments: argparse.Namespace,
    settings: Settings,
    specs: Mapping[str, SourceSpec],
    state: State,
    instance: dg.DagsterInstance,
    summary: Summary,
) -> None:
    from orchestration.cli.execution import execute
    from orchestration.definitions import build_defs
    from orchestration.defs.jobs import BUILD
    from orchestration.lib.dbt_build import session

    progress.passing("dbt: reading the project")
    manifest = session(settings, list(state.raw)).manifest()
    is_whole = not (arguments.select or arguments.full_refresh)
    only_changing = is_whole and state.built == Built.now(settings.project_root, list(state.raw))
    definitions = build_defs(specs=specs, manifest=manifest, select=arguments.select, only_changing=only_changing)
    ops = {
        "dbt_build": {"config": {"full_refresh": arguments.full_refresh, "only_changing": only_changing}},
        "published__voice": {"config": {"is_complete": not arguments.select}},
    }
    outcome = execute(definitions, BUILD, instance, {"ops": ops})
    summary.failures += outcome.failures
    summary.checks_passed = outcome.checks_passed
    summary.checks_failed = outcome.checks_failed
    summary.alerts = outcome.alerts
    if not outcome.is_published:
        _tell_failure(settings, outcome.checks)
        if not outcome.failures:
            summary.failures.append("Nothing was published: a blocking check failed (see below).")


def _tell_failure(settings: Settings, checks: Sequence[tuple[str, bool]]) -> None:
    """What failed is told like any other warning."""
    from orchestration.alerts.rounds import evaluating

    done = evaluating.evaluate_failure(settings, checks)
    progress.report(f"alerts: {done.enqueued} messages to send about the failure")


def _send_digests(settings: Settings, summary: Summary) -> list[str]:
    """What is due and has its data; a line each. What could not be made fails the run, which is over otherwise."""
    from orchestration.digests.rounds.saying import lines as said
    from orchestration.digests.rounds.sending import send_due

    try:
        outcomes = send_due(settings, run_start(), wait=LOCK_SECONDS)
    except (UserError, IngestionError) as error:
        summary.failures.append(str(error))
        return []
    # Nothing was due: nothing to say.
    found = said(outcomes) if outcomes else []
    summary.failures += [f"digest of {each.audience}: {each.reason}" for each in outcomes if each.is_trouble]
    return found


def _deliver() -> DrainReport:
    """After the run's own work, without its lock: what could not be sent in a minute waits for `voc outbox drain`."""
    from orchestration.defs.alerts import deliver_now

    report: DrainReport = deliver_now(DELIVERY_SECONDS)
    return report


def _write_data_docs(settings: Settings, specs: Mapping[str, SourceSpec], summary: Summary) -> None:
    from expectations import data_docs
    from orchestration.defs.gates import measure_marts, measure_raw

    progress.passing("data docs: writing")
    tables = list(published.row_counts) if (published := record.read(settings.published)) else []
    frames = [*measure_raw(settings, specs, every_load=True), *measure_marts(settings, tables)]
    summary.data_docs = data_docs.build(frames, settings.data_docs_dir)
