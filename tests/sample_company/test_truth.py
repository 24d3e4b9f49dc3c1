"""The truth files agree with what is served, as counted again by a script that shares no code with the generator."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sample_company import advance, generate, serve
from tests.sample_company import recount, recount_states, recount_values
from tests.sample_company.client import Client

Served = dict[str, list[dict[str, Any]]]


def rows(company: Path, name: str) -> list[dict[str, Any]]:
    with duckdb.connect() as db:
        db.execute("set timezone = 'UTC'")
        found = db.execute(f"select * from '{company}/truth/{name}.parquet'")
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module", params=["as generated", "after nine days"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Served]]:
    folder = generate(tmp_path_factory.mktemp("truth") / "company", customers=350, months=7, seed=2026)
    if request.param == "after nine days":
        advance(folder, 4)
        advance(folder, 5)
    with serve(folder, faults="none") as service:
        yield folder, Client(service).everything()


def test_identity_is_what_the_served_identifiers_amount_to(case: tuple[Path, Served]) -> None:
    company, served = case
    calls, _ = recount.usage(company / "segment")
    components = recount.identities(served, calls)
    groups: dict[int, set[recount.Ref]] = defaultdict(set)
    main: dict[int, set[int]] = defaultdict(set)
    for row in rows(company, "identity"):
        groups[row["component_id"]].add((row["tool"], row["ref_id"]))
        if row["is_joinable"]:
            main[row["person_id"]].add(row["component_id"])
    assert {frozenset(group) for group in groups.values()} == set(components.values())
    assert all(len(ids) == 1 for ids in main.values())
    assert len(main) == len({row["person_id"] for row in rows(company, "identity")})


def test_answers_are_what_the_served_responses_amount_to(case: tuple[Path, Served]) -> None:
    company, served = case
    counted = recount.answers(served)
    truth = rows(company, "answers")
    mine = Counter((r["response"], r["question"], r["score"], r["reason"], r["segment"]) for r in counted)
    assert mine == Counter(
        (r["response_id"], r["question_ref"], r["score"], r["exclusion_reason"], r["segment"]) for r in truth
    )
    assert {"test", "duplicate", "skipped", "out_of_range", None} == {r["reason"] for r in counted}


def test_metrics_are_what_the_served_records_amount_to(case: tuple[Path, Served]) -> None:
    company, served = case
    counted = recount_values.everything(company, served)
    truth = {tuple(str(row[key]) for key in recount_values.KEYS): row for row in rows(company, "metrics")}
    assert set(truth) == set(counted)
    assert {key[0] for key in truth} == set(recount_values.METRICS)
    for key, cell in counted.items():
        for name, number in cell.items():
            told = truth[key][name]
            assert told == number or abs(told - number) < 1e-8, (key, name, told, number)


def test_nobody_without_a_subscription_buys_often_enough_to_count_as_active(case: tuple[Path, Served]) -> None:
    company, served = case
    component = recount.identities(served, recount.usage(company / "segment")[0])
    subscribers = {component.get(("stripe", record["customer"])) for record in served["subscriptions"]}
    days = recount_states.purchase_days(served, component)
    assert max(len(bought) for who, bought in days.items() if who not in subscribers) < 3


def test_customers_are_what_the_served_records_amount_to(case: tuple[Path, Served]) -> None:
    company, served = case
    facts = recount.customers(served, recount.answers(served))
    _, usage = recount.usage(company / "segment")
    for user_id, times in usage.items():
        numbers = zip(("events_count", "active_days", "sessions"), recount.used(times), strict=True)
        facts["segment", user_id].update(numbers)
    refs = [row for row in rows(company, "identity") if row["is_joinable"]]
    summed: dict[int, Counter[str]] = defaultdict(Counter)
    for ref in refs:
        summed[ref["person_id"]].update(facts[ref["tool"], ref["ref_id"]])
    truth = rows(company, "customers")
    assert {row["person_id"] for row in truth} == {ref["person_id"] for ref in refs}
    columns = {column for fact in facts.values() for column in fact}
    assert len(columns) == 18
    for row in truth:
        person = row["person_id"]
        assert {c: row[c] for c in columns} == {c: summed[person][c] for c in columns}, f"person {person}"


def test_the_truth_holds_what_makes_it_a_test(case: tuple[Path, Served]) -> None:
    company, served = case
    identity = rows(company, "identity")
    tools: dict[int, set[str]] = defaultdict(set)
    for row in identity:
        tools[row["component_id"]].add(row["tool"])
    assert {len(found) for found in tools.values()} >= {1, 2, 3, 4}
    assert not all(row["is_joinable"] for row in identity), "some references cannot be found out"
    phones = Counter(recount.phone(record["phone"]) for record in served["customers"] if record["phone"])
    assert max(phones.values()) >= 12, "an office telephone shared by twelve"
    names = Counter(record["name"] for record in served["customers"])
    assert max(names.values()) > 1, "namesakes"
    customers = rows(company, "customers")
    assert any(row["is_churned"] for row in customers)
    assert any(row["refunded_minor"] for row in customers)
    assert any(row["tickets_open_count"] for row in customers)
