"""Run a job's steps in this process, in the Dagster instance that the web page shows, and say what came of it.

Does not belong here: what to run (run.py) and how it is shown (summary.py).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from orchestration.defs.alerts import EVALUATED
from orchestration.defs.publish import rules_passed
from orchestration.lib import event_store
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings

# Headless runs are not started again by the daemon: whoever ran `voc` has the reason before them.
TAGS = {"started_by": "voc run", "dagster/max_retries": "0"}
ROW_COUNTS = ("new", "changed", "deleted", "quarantined")
ALERT_COUNTS = ("messages", "confirmed_episodes", "watched_episodes", "unreached")


@dataclass
class Outcome:
    """One run: its id, whether it succeeded, why not, what each tool brought, its checks, whether it published."""

    run_id: str
    is_success: bool
    failures: list[str] = field(default_factory=list)
    loaded: dict[str, dict[str, int]] = field(default_factory=dict)
    checks_passed: int = 0
    checks_failed: list[str] = field(default_factory=list)
    checks: list[tuple[str, bool]] = field(default_factory=list)
    is_published: bool = False
    alerts: dict[str, int] = field(default_factory=dict)


def execute(
    definitions: dg.Definitions, job: str, instance: dg.DagsterInstance, run_config: Mapping[str, Any] | None = None
) -> Outcome:
    """Execute a job; a failing step is an outcome, not an exception."""
    # Dagster writes every event to the terminal otherwise; they are all in the instance.
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with event_store.new_run(instance, Settings.from_environment().state_dir) as run_id:
        result = definitions.resolve_job_def(job).execute_in_process(
            instance=instance,
            run_id=run_id,
            run_config={**quiet, **(run_config or {})},
            tags=TAGS,
            raise_on_error=False,
        )
    outcome = Outcome(result.run_id, result.success)
    for event in result.all_events:
        _take_in(event, outcome)
    return outcome


def _take_in(event: dg.DagsterEvent, outcome: Outcome) -> None:
    if event.event_type == dg.DagsterEventType.STEP_FAILURE:
        outcome.failures.extend(_reason(event).splitlines())
    elif event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
        materialisation = event.step_materialization_data.materialization
        _take_in_materialisation(list(materialisation.asset_key.path), materialisation.metadata, outcome)
    elif event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
        evaluation = event.asset_check_evaluation_data
        name = f"{evaluation.check_name} of {'.'.join(evaluation.asset_key.path)}"
        outcome.checks_passed += rules_passed(evaluation)
        outcome.checks.append((name, evaluation.passed))
        if not evaluation.passed:
            outcome.checks_failed.append(f"{name}: {evaluation.description}" if evaluation.description else name)


def _take_in_materialisation(path: list[str], metadata: Mapping[str, Any], outcome: Outcome) -> None:
    if path[0].startswith("raw_"):
        counts = outcome.loaded.setdefault(path[0].removeprefix("raw_"), dict.fromkeys(ROW_COUNTS, 0))
        for name in ROW_COUNTS:
            if name in metadata:
                counts[name] += int(metadata[name].value)
    elif path[0] == "published":
        outcome.is_published = True
    elif path == EVALUATED.path:
        outcome.alerts = {name: int(value.value) for name, value in metadata.items() if name in ALERT_COUNTS}


def _reason(event: dg.DagsterEvent) -> str:
    data = event.step_failure_data
    if data.user_failure_data and data.user_failure_data.description:
        return data.user_failure_data.description
    error = data.error
    while error is not None and error.cause is not None:
        error = error.cause
    if error is not None and error.cls_name == UserError.__name__:
        return error.message.partition(": ")[2].strip()  # Dagster puts the type in front.
    return f"{event.step_key}: {' '.join(error.message.split()) if error else 'failed without a reason'}"
