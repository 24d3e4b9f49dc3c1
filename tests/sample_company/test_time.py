"""The same settings give the same company; days that pass add, change and delete, and leave the past as it was."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from sample_company import SampleCompanyError, advance, generate, serve
from sample_company.store import CHANGING, GROWING
from tests.sample_company.client import Client

SMALL = {"customers": 250, "months": 3}


def records(company: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(company / "records.sqlite")) as db:
        return {name: db.execute(f"select * from {name}").fetchall() for name in (*CHANGING, *GROWING)}


def files(company: Path) -> dict[str, bytes]:
    segment = company / "segment"
    return {str(path.relative_to(segment)): path.read_bytes() for path in sorted(segment.rglob("*.parquet"))}


def truth(company: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect() as db:
        return {p.stem: db.execute(f"from '{p}'").fetchall() for p in sorted((company / "truth").glob("*.parquet"))}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("time") / "company", **SMALL)


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return advance(generate(tmp_path_factory.mktemp("time") / "company", **SMALL), 10)


def test_the_same_settings_give_the_same_company_and_another_seed_another(before: Path, tmp_path: Path) -> None:
    again = generate(tmp_path / "again", **SMALL)
    assert records(again) == records(before)
    assert files(again) == files(before)
    assert truth(again) == truth(before)
    assert records(generate(tmp_path / "other", **SMALL, seed=8)) != records(before)


def test_ten_days_one_by_one_are_ten_days_at_once(after: Path, tmp_path: Path) -> None:
    slowly = generate(tmp_path / "company", **SMALL)
    for _ in range(10):
        advance(slowly)
    assert records(slowly) == records(after)
    assert files(slowly) == files(after)
    assert truth(slowly) == truth(after)


def test_days_that_pass_leave_the_past_as_it_was(before: Path, after: Path) -> None:
    old, new = records(before), records(after)
    for kind in GROWING:
        assert set(old[kind]) <= set(new[kind])
    numbers = {kind: {row[1] for row in new[kind]} for kind in CHANGING}
    kept = sum(row in set(new[kind]) for kind in CHANGING for row in old[kind])
    total = sum(len(old[kind]) for kind in CHANGING)
    assert 0.8 < kept / total < 1, "most records stand, some changed"
    vanished = [row for kind in CHANGING for row in old[kind] if row[1] not in numbers[kind]]
    assert vanished, "some were deleted"
    assert sum(len(rows) for rows in new.values()) > sum(len(rows) for rows in old.values())
    older, newer = files(before), files(after)
    assert older == {name: newer[name] for name in older}, "a file once written never changes"
    assert {name.split("date=")[1][:10] for name in newer.keys() - older.keys()} == {
        f"2026-10-{d:02}" for d in range(1, 11)
    }


def test_late_answers_appear_up_to_three_days_after_they_were_given(tmp_path: Path) -> None:
    company = generate(tmp_path / "company", customers=900, months=2)
    late = 0
    with serve(company, faults="none") as service:
        client = Client(service)
        seen = {item["token"] for item in client.responses("FNPS0001")}
        for day in range(1, 8):
            advance(company)
            assert json.loads((company / "connection.json").read_text())["now"] == f"2026-10-{day + 1:02}T00:00:00Z"
            fresh = [item for item in client.responses("FNPS0001") if item["token"] not in seen]
            late += sum(item["submitted_at"] < f"2026-10-{day:02}" for item in fresh)
            assert all(item["submitted_at"] >= "2026-09-28" for item in fresh)
            seen |= {item["token"] for item in fresh}
    assert late


def test_the_future_ends_and_says_so(tmp_path: Path) -> None:
    company = generate(tmp_path / "company", customers=20, months=1)
    advance(company, 45)
    with pytest.raises(SampleCompanyError, match="0 more days"):
        advance(company)


def test_a_folder_with_other_things_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(SampleCompanyError, match="not empty"):
        generate(tmp_path, customers=10, months=1)
    assert (tmp_path / "thesis.txt").exists()
