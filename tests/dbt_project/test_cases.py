"""Cases as they follow from records: properties of any company's answers, and what the ledger adds. Built in memory."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest

from tests.dbt_project.expressions import compiled
from tests.dbt_project.in_memory import InMemory
from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.vendor_records import RELATIONSHIP, START, SUPPORT, response

COOLDOWN = timedelta(days=30)
SIGNALS = "select customer_key, happened_at, signal_key, case_key from intermediate.int_case_signals order by all"
Signal = tuple[str, datetime, str, str]


@pytest.fixture(scope="module")
def pipeline(first_build: RawWarehouse) -> InMemory:
    return InMemory(first_build.path, "typeform", "cases")


def company(seed: int, people: int = 6, answers: int = 120) -> list[dict[str, Any]]:
    """Low answers of a few people over a year; some of nobody, some good ones."""
    rng = random.Random(seed)
    made = []
    for number in range(answers):
        form, question = rng.choice([("FNPS0001", "nps"), ("FCST0001", "csat")])
        person = rng.choice([None, *range(people)])
        known = {} if person is None else {"email": f"p{person}@mail.example"}
        score = rng.choice([0, 2, 5]) if question == "nps" else rng.choice([1, 2, 3])
        made.append(response(f"r{number:03}", form, -rng.randrange(365 * 24) / 24, {question: score}, **known))
    return made


def loaded(pipeline: InMemory, responses: list[dict[str, Any]], *queries: str) -> list[list[tuple[Any, ...]]]:
    return pipeline.run([{"forms": [RELATIONSHIP, SUPPORT], "responses": responses}], "typeform", *queries)


def by_customer(rows: list[Signal]) -> dict[str, list[Signal]]:
    found: dict[str, list[Signal]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_cases_are_what_a_loop_over_each_customers_signals_makes(pipeline: InMemory, seed: int) -> None:
    signals, cases = loaded(
        pipeline, company(seed), SIGNALS, "select customer_key, opened_at, signals_count from marts.cases order by all"
    )
    expected: list[tuple[str, datetime, int]] = []
    for customer, rows in by_customer(signals).items():
        opened: datetime | None = None
        for _, happened, _, _ in rows:
            if opened is None or happened >= opened + COOLDOWN:
                opened = happened
                expected.append((customer, opened, 0))
            expected[-1] = (customer, opened, expected[-1][2] + 1)
    assert len(expected) > 20
    assert cases == sorted(expected)
    assert all(customer for customer, *_ in cases), "anonymous answers make none"


def test_the_order_of_delivery_makes_no_other_cases(pipeline: InMemory) -> None:
    answers = company(7)
    shuffled = answers[:]
    random.Random(1).shuffle(shuffled)
    assert loaded(pipeline, answers, SIGNALS) == loaded(pipeline, shuffled, SIGNALS)


def test_a_late_answer_joins_cases_and_every_key_still_leads_to_one(pipeline: InMemory) -> None:
    # What people noted about a case names its first signal. A record from before, that arrives later, opens it now.
    answers = [
        response("r1", "FNPS0001", 0, {"nps": 1}, email="ada@mail.example"),
        response("r2", "FNPS0001", 40, {"nps": 1}, email="ada@mail.example"),
    ]
    late = response("r0", "FNPS0001", -20, {"nps": 1}, email="ada@mail.example")
    (before,) = loaded(pipeline, answers, SIGNALS)
    (after,) = loaded(pipeline, [*answers, late], SIGNALS)
    assert [case for *_, case in before] == [key for _, _, key, _ in before], "two cases"
    cases = {key: case for _, _, key, case in after}
    assert {key for *_, key in before} <= set(cases)
    first, second, third = (key for _, _, key, _ in after)
    assert cases == {first: first, second: first, third: third}


def test_no_text_and_no_address_reaches_the_public_cases(pipeline: InMemory) -> None:
    answer = response("r1", "FCST0001", 0, {"csat": 1}, "call me, Ada, 12345678", email="ada@mail.example")
    (rows,) = loaded(pipeline, [answer], "select * from marts.cases")
    assert len(rows) == 1
    assert not any(word in str(rows) for word in ("Ada", "ada@", "12345678"))


def test_business_hours_are_due_when_as_many_open_hours_have_passed(first_build: RawWarehouse) -> None:
    """For starts at any time of a week and up to a hundred hours: against counting minute by minute."""
    macro = "{{ business_due_of('starts', 'start_no', 'started_at', 'hours') }}"
    sql = compiled(first_build.path, {"due": macro})["due"]
    rng = random.Random(3)
    starts = [(n, START + timedelta(minutes=rng.randrange(7 * 24 * 60)), rng.randrange(1, 100)) for n in range(60)]
    with duckdb.connect(str(first_build.path), read_only=True) as db:
        db.execute("create temp table starts (start_no integer, started_at timestamp, hours integer)")
        db.executemany("insert into starts values (?, ?, ?)", [(n, at.replace(tzinfo=None), h) for n, at, h in starts])
        found = dict(db.execute(sql).fetchall())
    assert found == {n: _due(at.replace(tzinfo=None), hours) for n, at, hours in starts}


def _due(at: datetime, hours: int) -> datetime:
    """Monday to Friday from nine to five, as the registry has it."""
    left = hours * 60
    while left:
        left -= at.weekday() < 5 and 9 <= at.hour < 17
        at += timedelta(minutes=1)
    return at


@pytest.fixture(scope="module")
def with_ledger(first_build: RawWarehouse) -> InMemory:
    return InMemory(first_build.path, ("typeform", "ledger"), "cases")


def noted(number: int, case_key: str, kind: str, days: float, **more: Any) -> dict[str, Any]:
    """A case event as the ledger's source hands it over."""
    at = (START + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"id": f"e{number}", "case_key": case_key, "kind": kind, "happened_at": at, "came_by": "command", **more}


def test_what_people_and_rules_did_about_a_case_comes_back_into_it(with_ledger: InMemory) -> None:
    answers = [response(f"r{n}", "FNPS0001", 20, {"nps": 1}, email=f"p{n}@mail.example") for n in range(5)]
    loads = [{"forms": [RELATIONSHIP, SUPPORT], "responses": answers}]
    state = (
        "select status, owner, escalation_level, contacted_by_kind, contact_seconds from marts.cases order by case_key"
    )
    keys, before = with_ledger.run(loads, "typeform", "select case_key from marts.cases order by 1", state)
    assert before == [("open", "success_lead", 0, None, None)] * 5, "an empty ledger takes nothing away"
    told, called, solved, passed, chased = (key for (key,) in keys)
    people = [
        noted(1, told, "acknowledged", 20.5),
        noted(2, called, "contacted", 21),
        noted(3, solved, "contacted", 21),
        noted(4, solved, "resolved", 22),
        noted(5, passed, "assigned", 20.5, assignee="product_lead"),
        noted(6, passed, "dismissed", 22),
        noted(7, "a case that is gone", "resolved", 22),
    ]
    rules = [noted(8, chased, "escalated", 23, level=1, came_by="rule")]
    # The fixture's second load is of the third of September: the answers were given on the 23rd of August.
    (after,) = with_ledger.run(
        loads, "typeform", state, beside={"ledger": {"case_events": people, "escalations": rules}}
    )
    assert after == [
        ("acknowledged", "success_lead", 0, None, None),
        ("contacted", "success_lead", 0, "recorded", 86_400),
        ("resolved", "success_lead", 0, "recorded", 86_400),
        ("dismissed", "product_lead", 0, None, None),
        ("open", "success_lead", 1, None, None),
    ]


def test_the_ledger_is_never_behind(with_ledger: InMemory) -> None:
    loads = [{"forms": [RELATIONSHIP, SUPPORT], "responses": []}]
    events = {"ledger": {"case_events": [noted(1, "c", "contacted", 0)]}}
    (sources,) = with_ledger.run(loads, "typeform", "select distinct source from marts.source_freshness", beside=events)
    assert sources == [("typeform",)]


def test_hidden_groups_are_never_so_few_together_that_the_whole_gives_them_away(first_build: RawWarehouse) -> None:
    macro = "{{ small_or_companion('month', 'customers', 'name') }}"
    condition = compiled(first_build.path, {"hidden": macro})["hidden"]
    rng = random.Random(5)
    rows = [
        (month, f"g{n}", rng.choice([1, 1, 2, 4, 5, 9, 40])) for month in range(400) for n in range(rng.randrange(1, 6))
    ]
    with duckdb.connect() as db:
        db.execute("create table groups (month integer, name varchar, customers integer)")
        db.executemany("insert into groups values (?, ?, ?)", rows)
        found = db.execute(f"select month, customers, {condition} from groups").fetchall()
    months: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for month, customers, is_hidden in found:
        months[month].append((customers, is_hidden))
    for groups in months.values():
        hidden = [customers for customers, is_hidden in groups if is_hidden]
        assert all(is_hidden for customers, is_hidden in groups if customers < 5)
        assert not hidden or min(hidden) < 5, "nothing is hidden without need"
        assert not hidden or sum(hidden) >= 5 or len(hidden) == len(groups)
