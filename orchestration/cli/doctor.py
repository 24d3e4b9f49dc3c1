"""`voc doctor`: what is missing on this machine or in the configuration, and what to do about it."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ingestion import registry
from ingestion.errors import LockHeld
from ingestion.settings import find
from ingestion.spec import SourceSpec
from orchestration.cli.console import Console
from orchestration.cli.version import BUILT_ON, installed
from orchestration.lib import registries
from orchestration.lib.errors import UserError
from orchestration.lib.settings import PROJECT_ROOT, Settings, load_dotenv
from orchestration.lib.writer import writing

LEAST_FREE_BYTES = 2 * 1024**3
REACH_SECONDS = 5.0


@dataclass(frozen=True)
class Diagnosis:
    """One thing that was looked at. `remedy` is empty when it is well."""

    subject: str
    finding: str
    remedy: str = ""


def doctor(arguments: argparse.Namespace) -> int:
    """Exit code 1 when something needs mending."""
    load_dotenv()
    console = Console()
    diagnoses = list(diagnose(is_offline=arguments.offline))
    for found in diagnoses:
        console.line(f"{'!!' if found.remedy else 'ok'}  {found.subject}: {found.finding}")
        if found.remedy:
            console.line(f"      {found.remedy}")
    return 1 if any(found.remedy for found in diagnoses) else 0


def diagnose(is_offline: bool) -> Iterator[Diagnosis]:
    """Look at everything; nothing found stops the rest."""
    yield from _python()
    settings = Settings.from_environment()
    try:
        settings.apply()
    except UserError as error:
        yield Diagnosis("state folder", str(settings.state_dir), str(error))
        return
    yield from _state(settings)
    yield from _registries(settings)
    yield from _sources(is_offline)


def _python() -> Iterator[Diagnosis]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    well = (3, 11) <= sys.version_info[:2] < (3, 14)
    yield Diagnosis(
        "Python", version, "" if well else "Voicehouse needs Python 3.11 to 3.13: make the environment anew."
    )
    missing = [name for name in BUILT_ON if not installed(name)]
    yield Diagnosis(
        "packages",
        f"missing: {', '.join(missing)}" if missing else "installed",
        "Run `make run`, which makes the environment, or `pip install -r requirements.lock`." if missing else "",
    )
    import ingestion

    home = Path(ingestion.__file__ or "").resolve().parents[1]
    foreign = "Another package called ingestion is installed: pip uninstall ingestion." if home != PROJECT_ROOT else ""
    yield Diagnosis("project", str(PROJECT_ROOT), foreign)


def _state(settings: Settings) -> Iterator[Diagnosis]:
    yield Diagnosis("state folder", f"{settings.state_dir} is writable")
    free = shutil.disk_usage(settings.state_dir).free
    yield Diagnosis(
        "disk",
        f"{free / 1024**3:.1f} GiB free",
        "" if free >= LEAST_FREE_BYTES else "Less than 2 GiB: free some, or set VOC_STATE_DIR to another disk.",
    )
    try:
        with writing(settings.warehouse):
            yield _warehouse(settings)
    except LockHeld as busy:
        yield Diagnosis("warehouse", str(busy))


def _warehouse(settings: Settings) -> Diagnosis:
    import duckdb

    if not settings.warehouse.is_file():
        return Diagnosis("warehouse", f"{settings.warehouse} will be made by the first run")
    try:
        duckdb.connect(str(settings.warehouse)).close()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        return Diagnosis(
            "warehouse", f"{settings.warehouse} does not open: {reason}", "Close other programs that have it open."
        )
    return Diagnosis("warehouse", f"{settings.warehouse}, {settings.warehouse.stat().st_size / 1024**2:.1f} MiB")


def _registries(settings: Settings) -> Iterator[Diagnosis]:
    folder = settings.dbt_project / registries.SEEDS
    problems = registries.check(folder)
    if not problems:
        yield Diagnosis("registries", f"{folder} can be used")
    for problem in problems:
        yield Diagnosis("registries", str(problem), f"Correct it in {folder}.")


def _sources(is_offline: bool) -> Iterator[Diagnosis]:
    configured = registry.configured()
    if not configured:
        yield Diagnosis("sources", "none configured: `voc run` reads the sample company")
    for name, spec in registry.specs().items():
        missing = registry.missing(spec)
        if spec.is_own:
            yield Diagnosis(
                name, "the project's own, " + ("present" if spec.is_present() else "made when first written")
            )
        elif name in configured:
            yield from [Diagnosis(name, "configured")] if is_offline else _reach(spec)
        elif len(missing) < len(spec.credentials):
            yield Diagnosis(name, "half configured", f"Set {', '.join(missing)} too, or unset the others.")


def _reach(spec: SourceSpec) -> Iterator[Diagnosis]:
    for variable in sorted({*spec.credentials, *spec.defaults}):
        if not variable.endswith("_URL"):
            continue
        url = find(variable, spec.name) or spec.defaults.get(variable, "")
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            yield _connect(spec, variable, parts.hostname, port)
        elif not os.access(parts.path, os.R_OK):
            yield Diagnosis(spec.name, f"{url} cannot be read", f"Correct {variable}, or the folder's permissions.")
        else:
            yield Diagnosis(spec.name, f"configured, {url} can be read")


def _connect(spec: SourceSpec, variable: str, host: str, port: int) -> Diagnosis:
    try:
        socket.create_connection((host, port), REACH_SECONDS).close()
    except OSError as error:
        reason = error.strerror or str(error)
        return Diagnosis(spec.name, f"{host}:{port} does not answer: {reason}", f"Check {variable} and the network.")
    return Diagnosis(spec.name, f"configured, {host}:{port} answers")
