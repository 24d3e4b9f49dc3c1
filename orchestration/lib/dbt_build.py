"""dbt inside this process: parse once, then one build for everything, results as plain data.

Does not belong here: Dagster (defs/dbt.py maps the results) and models. dbt is imported on first use: it costs more
than a second, and a run that found nothing new never needs it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.lib.dbt_environment import dbt_environment
from orchestration.lib.errors import UserError
from orchestration.lib.fingerprint import code_hash
from orchestration.lib.settings import Settings

# Nothing on the terminal (the command shows progress itself), and no debug log: writing it costs a tenth of a build.
QUIET = ["--log-level", "none", "--log-level-file", "info", "--no-version-check", "--no-use-colors"]
# Writing the manifest costs two thirds of a CPU second, and it is the same file until the project changes.
NO_JSON = ["--no-write-json"]
PASSED = {"success", "pass"}
TESTS = {"test", "unit_test"}


@dataclass(frozen=True)
class NodeResult:
    """What became of one model, seed or test. `failures`: rows a test found; `rows`: rows a model wrote, when known."""

    unique_id: str
    name: str
    resource_type: str
    status: str
    seconds: float
    message: str
    failures: int | None

    @property
    def is_passed(self) -> bool:
        return self.status in PASSED

    @property
    def is_built(self) -> bool:
        return self.is_passed and not self.is_test

    @property
    def is_test(self) -> bool:
        return self.resource_type in TESTS

    @property
    def is_failed(self) -> bool:
        return self.status in {"error", "fail", "runtime error", "partial success"}


class Dbt:
    """One dbt session: its parsed project is reused by the build that follows."""

    def __init__(self, settings: Settings, enabled_sources: Sequence[str]) -> None:
        os.environ |= dbt_environment(settings.dbt_project, enabled_sources)
        self._settings = settings
        self._manifest: Any = None

    def manifest(self) -> Mapping[str, Any]:
        """Parse the project (only what changed since the last time) and return the manifest as dbt wrote it.

        Raises:
            UserError: the project does not parse; carries dbt's message.
        """
        from dbt.cli.main import dbtRunner

        key = f"{code_hash(self._settings.project_root)} {os.environ['VOC_ENABLED_SOURCES']}"
        is_written = self._settings.manifest.is_file() and _read(self._key_file) == key
        outcome = dbtRunner().invoke(["parse", *QUIET, *(NO_JSON if is_written else [])])
        if not outcome.success:
            raise UserError(f"The dbt project does not parse: {_reason(outcome)}. Correct the file it names.")
        self._manifest = outcome.result
        self._key_file.write_text(key, encoding="utf-8")
        with self._settings.manifest.open(encoding="utf-8") as file:
            return dict(json.load(file))

    @property
    def _key_file(self) -> Path:
        return self._settings.dbt_target / "manifest.key"

    def build(
        self,
        select: Sequence[str] = (),
        full_refresh: bool = False,
        on_result: Callable[[NodeResult], None] | None = None,
        leave_out: Sequence[str] = (),
    ) -> list[NodeResult]:
        """Seeds, models and data tests in one invocation; `select` narrows it with dbt's own selection syntax.

        `leave_out`: names of nodes that are not visited; tests of theirs are, unless they are named as well. Unit tests
        judge the code and not the data: they belong to the project's own tests.

        Raises:
            UserError: dbt could not start. A model or test that fails is a result, not an exception.
        """
        from dbt.cli.main import dbtRunner

        def heard(event: Any) -> None:
            if on_result and event.info.name == "NodeFinished":
                node = event.data.node_info
                on_result(
                    NodeResult(node.unique_id, node.node_name, node.resource_type, str(node.node_status), 0.0, "", None)
                )

        arguments = ["build", *QUIET, *NO_JSON, "--exclude-resource-type", "unit_test"]
        if select:
            arguments += ["--select", *select]
        if leave_out:
            arguments += ["--exclude", *leave_out, "--indirect-selection", "empty"]
        if full_refresh:
            arguments += ["--full-refresh"]
        try:
            outcome = dbtRunner(manifest=self._manifest, callbacks=[heard]).invoke(arguments)
        finally:
            close_connections()
        if outcome.result is None:
            raise UserError(f"dbt did not start: {_reason(outcome)}")
        return [_node_result(result) for result in outcome.result.results]


_sessions: dict[tuple[str, ...], Dbt] = {}


def session(settings: Settings, enabled_sources: Sequence[str]) -> Dbt:
    """The process's session for these sources: a build uses the project that was parsed to load the definitions."""
    key = (str(settings.warehouse), *sorted(enabled_sources))
    return _sessions.setdefault(key, Dbt(settings, enabled_sources))


def close_connections() -> None:
    """Let go of the warehouse file: dbt-duckdb keeps it open until the process ends, in its own configuration."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()


def _node_result(result: Any) -> NodeResult:
    return NodeResult(
        unique_id=result.node.unique_id,
        name=result.node.name,
        resource_type=str(result.node.resource_type),
        status=str(result.status),
        seconds=round(result.execution_time, 3),
        message=(result.message or "").strip(),
        failures=result.failures,
    )


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _reason(outcome: Any) -> str:
    return " ".join(str(outcome.exception or outcome.result or "no reason given").split())
