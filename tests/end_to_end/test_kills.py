"""A run killed at any event is repaired by the next plain run: same raw log, same marts, new data included, no manual
step.

The events of one uninterrupted run are recorded first; then runs are killed at chosen ones. The suite takes a spread
of points; ``make test-kill`` takes the last twenty events of every tool's load, a denser spread, and twelve double
kills.
"""

import os
import signal
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from sample_company import advance, generate
from tests.end_to_end.killing import Event, read_events
from tests.end_to_end.runs import State, serving

ALL_POINTS = os.environ.get("VOC_KILL_POINTS") == "all"
SHARDS = 2 if ALL_POINTS else 1  # so that two processes can share the work
SECRET = {"VOC_KEY_SECRET": "a secret of the kill tests"}
OF_THE_RUN = {
    "extracted_at",
    "loaded_at",
    "load_id",
    "_dlt_load_id",
    "last_load_id",
    "last_loaded_at",
    "started_at",
    "finished_at",
}
# What was known when depends on the builds that came to an end; what they say of now does not, but for groups that one
# of them knew and nobody is left in (n = 0).
HISTORIES = {("marts", "metric_history"): "coalesce(n, 1) > 0", ("restricted", "answer_history"): "true"}
# What a run did itself (evaluated, told, sent) follows from which runs there were; a killed one is another history.
ABOUT_RUNS = {("marts", "alert_episodes"), ("marts", "alert_messages"), ("marts", "source_freshness")}
OF_THE_ROUNDS = {"escalation_level", "escalated_at"}
OF_THE_HISTORY = {"known_from", "known_to", "answers_as_of_at", "metric_state_key", "answer_state_key"}


@dataclass
class Scenario:
    """Runs on day one are killed; the run after the kill meets day two. ``expected`` saw both days without
    interruption."""

    before: State
    expected: State
    first_day: dict[str, str]
    second_day: dict[str, str]
    events: list[Event]


def contents(state: State) -> dict[str, list[tuple[object, ...]]]:
    """What a reader can know: the winning version of every raw record of finished loads, every row of every mart."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with duckdb.connect(state.warehouse, read_only=True) as db:
        db.execute("set timezone = 'UTC'")
        tables = db.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        for schema, table in tables:
            if (schema, table) in ABOUT_RUNS or schema == "raw_ledger":
                continue
            if schema in {"marts", "restricted"}:
                names = [row[0] for row in db.execute(f"describe {schema}.{table}").fetchall()]
                condition = HISTORIES.get((schema, table))
                left_out = OF_THE_RUN | OF_THE_ROUNDS | (OF_THE_HISTORY if condition else set())
                columns = ", ".join(name for name in names if name not in left_out)
                rows = f"{schema}.{table}" + (f" where known_to is null and {condition}" if condition else "")
                found[f"{schema}.{table}"] = db.execute(f"select {columns} from {rows} order by all").fetchall()
            elif schema.startswith("raw_") and not schema.endswith("_staging") and not table.startswith("_dlt"):
                names = [row[0] for row in db.execute(f"describe {schema}.{table}").fetchall()]
                if "record_hash" not in names:
                    continue
                finished = (
                    f"{schema}.{table} where _dlt_load_id in (select load_id from {schema}._dlt_loads where status = 0)"
                )
                found[f"{schema}.{table}"] = db.execute(
                    "select record_id, max_by(record_hash, extracted_at), max_by(is_deleted, extracted_at) "
                    f"from {finished} group by 1 order by 1"
                ).fetchall()
                twice = db.execute(
                    f"select record_id, record_hash from {finished} group by all having count(*) > 1"
                ).fetchall()
                assert twice == [], f"{schema}.{table} has a version twice"
    return found


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenario]:
    folder = tmp_path_factory.mktemp("kills")
    company, tomorrow = folder / "company", folder / "tomorrow"
    generate(company, customers=60, months=2)
    before = State(folder / "before")
    with serving(company) as environment:
        before.succeed({**environment, **SECRET})
    advance(company, days=2)
    generate(tomorrow, customers=60, months=2)
    advance(tomorrow, days=4)
    with serving(company) as first, serving(tomorrow) as second:
        first_day, second_day = (
            {**first, **SECRET},
            {**second, **SECRET, "SEGMENT_FILES_URL": second["SEGMENT_FILES_URL"]},
        )
        expected, log = before.copy(folder / "expected"), folder / "events.json"
        assert expected.run(first_day, log=log) == 0, expected.log.read_text()[-3000:]
        expected.succeed(second_day)
        yield Scenario(before, expected, first_day, second_day, read_events(log))


def spread(events: list[Event], count: int) -> list[int]:
    """Event numbers, evenly over each phase that the run went through."""
    by_phase: dict[str, list[int]] = defaultdict(list)
    for event in events:
        by_phase[event.phase].append(event.number)
    share = max(1, count // len(by_phase))
    return sorted({numbers[len(numbers) * part // share] for numbers in by_phase.values() for part in range(share)})


def last_of_each_load(events: list[Event], count: int) -> list[int]:
    """The numbers of each tool's last events: where a loader has committed but not yet noted that it has."""
    by_tool: dict[str, list[int]] = defaultdict(list)
    for event in events:
        if event.tool:
            by_tool[event.tool].append(event.number)
    return sorted({number for numbers in by_tool.values() for number in numbers[-count:]})


def test_the_recorded_run_has_events_in_every_phase(scenario: Scenario) -> None:
    assert {event.phase for event in scenario.events} >= {"extract", "load", "dbt", "publish"}
    # Five tools, and the ledger of the run before.
    assert len(last_of_each_load(scenario.events, 20)) == 6 * 20


def assert_repaired(scenario: Scenario, state: State, what: str) -> None:
    state.succeed(scenario.second_day)
    expected, found = contents(scenario.expected), contents(state)
    assert found.keys() == expected.keys(), what
    for table, rows in expected.items():
        assert found[table] == rows, f"{table} differs after a kill at {what}"
    assert_told(state, what)
    left = [path for path in (state.folder / "work").glob("*/*") if path.is_file()]
    assert not left, f"the killed run's files were left behind: {left[:3]}"


def assert_told(state: State, what: str) -> None:
    """Whoever was found to need a call is told of, in messages that were sent; nothing was begun and left."""
    with closing(sqlite3.connect(state.folder / "ledger.sqlite")) as ledger:
        untold = ledger.execute(
            "select count(*) from personal_events where outcome = 'told' "
            "and event_id not in (select event_id from outbox)"
        ).fetchone()
        unsent = ledger.execute("select count(*) from outbox where status not in ('sent', 'sending')").fetchone()
    assert untold == (0,), f"somebody was not told after a kill at {what}"
    assert unsent == (0,), f"messages wait after a kill at {what}"


@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_run_killed_at_any_point_is_repaired_by_the_next(scenario: Scenario, tmp_path: Path, shard: int) -> None:
    points = last_of_each_load(scenario.events, 20 if ALL_POINTS else 1)
    points = sorted({*points, *spread(scenario.events, 60 if ALL_POINTS else 8)})[shard::SHARDS]
    names = {event.number: f"{event.number} ({event.phase}, {event.tool}): {event.what}" for event in scenario.events}
    killed = 0
    for point in points:
        state = scenario.before.copy(tmp_path / str(point))
        code = state.run(scenario.first_day, target=point)
        assert code in {0, -signal.SIGKILL}, f"{names[point]} ended with {code}: {state.log.read_text()[-2000:]}"
        killed += code == -signal.SIGKILL
        assert_repaired(scenario, state, names[point])
        print(f"repaired after {names[point]}")
    # Two runs differ by a few events (threads); the last points may lie beyond a shorter run's end.
    assert killed >= len(points) - 2


def test_a_run_killed_twice_is_repaired_by_the_next(scenario: Scenario, tmp_path: Path) -> None:
    points = spread(
        [event for event in scenario.events if event.phase in {"load", "dbt", "publish"}], 12 if ALL_POINTS else 3
    )
    killed_twice = 0
    for point in points:
        state = scenario.before.copy(tmp_path / str(point))
        codes = [state.run(scenario.first_day, target=at) for at in (point, max(1, point // 2))]
        killed_twice += codes == [-signal.SIGKILL] * 2
        assert_repaired(scenario, state, f"{point} and {point // 2}")
    assert killed_twice >= len(points) - 1  # as above
