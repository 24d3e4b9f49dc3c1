"""The one place that runs Great Expectations: suites built from rules, judged over frames of counts.

Does not belong here: SQL, table names, the meaning of a rule.

Great Expectations reads no table itself: on DuckDB through SQLAlchemy its 1.24 fails every expectation (the connection
is closed before the result is fetched), and through pandas it would copy whole tables.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from expectations.model import Finding, GateResult, Measurements, Rule

# SUMMARY with the subject's name as index: says which table broke a rule. The frame holds counts, so no value that
# could appear in a result is a customer's.
RESULT_FORMAT = {"result_format": "SUMMARY", "unexpected_index_column_names": ["subject"]}
MOST_SUBJECTS = 20  # Great Expectations lists at most 20 offenders in a SUMMARY; larger frames are cut.


def evaluate(frames: Sequence[Measurements]) -> GateResult:
    """Judge every frame in one run. Imports Great Expectations only when there is something to judge."""
    parts = [part for frame in _joined(frames) for part in _parts(frame)]
    if not parts:
        return GateResult()
    context = ephemeral_context()
    source = context.data_sources.add_pandas("measurements")
    findings: list[Finding] = []
    broken: list[str] = []
    for number, part in enumerate(parts):
        asset = source.add_dataframe_asset(f"{part.suite}_{number}")
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": as_dataframe(part)})
        result = batch.validate(build_suite(part), result_format=RESULT_FORMAT)
        for item in result.results:
            rule = _rule_of(item, part.rules)
            reason = exception_reason(item.exception_info)
            if reason:
                broken.append(f"{part.suite}.{rule.name}: {reason}")
            else:
                findings.extend(_findings(part, rule, item.result))
    return GateResult(findings, broken)


def ephemeral_context() -> Any:
    """A Great Expectations context in memory: no analytics, no progress bars, nothing on disk."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # Of the import's 6 CPU seconds, statistics the gates never call cost almost 2: let them load on first use.
    _load_on_first_use("scipy.stats")
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        analytics_enabled=False,
        # Otherwise every context leaves a temporary folder behind.
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def build_suite(frame: Measurements) -> Any:
    """The suite of a frame: one expectation per rule that applies to at least one subject."""
    import great_expectations as gx
    import great_expectations.expectations as gxe

    expectations = [
        gxe.ExpectColumnValuesToBeBetween(
            column=rule.name,
            min_value=rule.minimum,
            max_value=rule.maximum,
            severity="critical" if rule.is_blocking else "warning",
            meta={"rule": rule.name, "meaning": rule.meaning},
        )
        for rule in frame.rules
        if any(row.get(rule.name) is not None for row in frame.rows.values())
    ]
    return gx.ExpectationSuite(name=frame.suite, expectations=expectations)


def as_dataframe(frame: Measurements) -> Any:
    """The frame as pandas sees it: a subject column and a float column per rule."""
    import pandas as pd

    columns: dict[str, Any] = {"subject": list(frame.rows)}
    for rule in frame.rules:
        columns[rule.name] = pd.Series([row.get(rule.name) for row in frame.rows.values()], dtype="float64")
    return pd.DataFrame(columns)


def exception_reason(information: Mapping[str, Any]) -> str | None:
    """Why a check could not be evaluated, or None. Flat when it ran, keyed by metric when it broke."""
    candidates = [information, *(value for value in information.values() if isinstance(value, Mapping))]
    for candidate in candidates:
        if candidate.get("raised_exception"):
            return str(candidate.get("exception_message") or "no message").strip()
    return None


def _joined(frames: Sequence[Measurements]) -> list[Measurements]:
    """Frames of the same rules as one, its subjects `suite.subject`: an expectation costs 10 ms, whatever it judges."""
    groups: dict[tuple[Rule, ...], list[Measurements]] = {}
    for frame in frames:
        groups.setdefault(tuple(frame.rules), []).append(frame)
    return [
        Measurements(
            "+".join(frame.suite for frame in group),
            rules,
            {f"{frame.suite}.{subject}": row for frame in group for subject, row in frame.rows.items()},
        )
        for rules, group in groups.items()
    ]


def _findings(joined: Measurements, rule: Rule, result: Mapping[str, Any]) -> Iterator[Finding]:
    offenders = {entry["subject"] for entry in result.get("partial_unexpected_index_list") or ()}
    for name, row in joined.rows.items():
        observed = row.get(rule.name)
        if observed is not None:
            suite, _, subject = name.partition(".")
            yield Finding(suite, subject, rule, float(observed), name not in offenders)


def _rule_of(item: Any, rules: Sequence[Rule]) -> Rule:
    # Results do not come back in the suite's order: the broken ones come first.
    name = item.expectation_config.kwargs["column"]
    return next(rule for rule in rules if rule.name == name)


def _parts(frame: Measurements) -> Iterator[Measurements]:
    subjects = list(frame.rows.items())
    for start in range(0, len(subjects), MOST_SUBJECTS):
        yield Measurements(frame.suite, frame.rules, dict(subjects[start : start + MOST_SUBJECTS]))


def _load_on_first_use(name: str) -> None:
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    loader = importlib.util.LazyLoader(spec.loader)
    spec.loader = loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)
    loader.exec_module(module)
