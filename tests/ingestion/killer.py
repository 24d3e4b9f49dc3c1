"""Runs loads in forked children of one process that has the slow libraries imported; kills them at chosen events.

A helper of test_killed_loads, started as a process of its own: the test's process has threads and must not fork.
Prints one JSON object: events of an uninterrupted load, and per target what the plain load after the kill ended in.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from ingestion import package
from ingestion.load import load
from tests.end_to_end.killing import Recorder, fork_run, read_events
from tests.ingestion.conftest import House

SLOW = (
    "pandas",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "dlt.common.libs.sql_alchemy_compat",
    "dlt.destinations.impl.duckdb.duck",
    "dlt.load.load",
    "dlt.normalize.normalize",
    "ingestion.sources.typeform.extract",
)


def _load(house: House) -> int:
    load("typeform", warehouse=house.warehouse, state_dir=house.folder)
    return 0


def _facts(house: House, output: Path) -> int:
    """What anybody can see of a warehouse; written by a child, so that the parent never opens DuckDB."""
    counts = house.ask(
        "select resource, count(*), sum(new_rows), sum(changed_rows) from raw_typeform.row_ledger"
        " where _dlt_load_id in (select load_id from raw_typeform._dlt_loads where status = 0) group by 1 order by 1"
    )
    unfinished = house.ask(
        "select count(*) from raw_typeform.responses where _dlt_load_id not in"
        " (select load_id from raw_typeform._dlt_loads where status = 0)"
    )
    leftovers = [p.name for p in (house.folder / "work").rglob("*") if p.is_file()]
    facts: dict[str, Any] = {"rows": house.everything(), "unfinished": unfinished, "leftovers": leftovers}
    output.write_text(json.dumps([facts, counts], default=str))
    return 0


def main(folder: Path, before: Path, step: int) -> None:
    """Kill the load that follows `before` (a state directory to copy; may be empty) at every `step`-th event.

    Of the last 20 events of the loading, where the harmful points are, every second, or all when `step` is small.
    """
    package.configure()
    for slow in SLOW:
        importlib.import_module(slow)
    log = folder / "events.json"
    reference = _fresh(folder / "reference", before)
    assert fork_run(lambda: _load(reference), {}, folder / "out", Recorder(reference.folder, log=log)) == 0
    expected = _ask(reference, folder)
    events = read_events(log)
    loading = [event.number for event in events if event.phase == "load"]
    targets = sorted(
        {*range(1, len(events) + 1, step), *(loading[-20:] if step <= 3 else loading[-20::2]), len(events)}
    )
    results = []
    for target in targets:
        house = _fresh(folder / "killed", before)
        code = fork_run(lambda h=house: _load(h), {}, folder / "out", Recorder(house.folder, target=target))  # type: ignore[misc]
        again = fork_run(lambda h=house: _load(h), {}, folder / "out")  # type: ignore[misc]
        facts = _ask(house, folder) if again == 0 else [{"failed": (folder / "out").read_text()[-2000:]}, None]
        results.append({"target": target, "code": code, "equal": facts[0] == expected[0], "facts": facts[0]})
    for result in results:
        if result["equal"]:
            del result["facts"]
    sys.stdout.write(json.dumps({"events": len(events), "results": results}))


def _fresh(folder: Path, before: Path) -> House:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, folder)
    return House(folder)


def _ask(house: House, folder: Path) -> Any:
    code = fork_run(lambda: _facts(house, folder / "facts.json"), {}, folder / "out")
    assert code == 0, (folder / "out").read_text()
    return json.loads((folder / "facts.json").read_text())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
