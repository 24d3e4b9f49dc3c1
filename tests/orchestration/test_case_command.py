"""`voc case`: the published cases with what people recorded since, and the recording."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from orchestration.cli.case_commands import add_commands
from orchestration.ledger import cases
from orchestration.ledger.cases import CaseEvent
from orchestration.ledger.store import ledger_url, open_ledger
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from tests.orchestration.alerts.rounds.marts import Marts

HOUR = timedelta(hours=1)
BUILT = datetime.now(UTC).replace(microsecond=0) - 24 * HOUR
Voc = Callable[..., int]
Read = pytest.CaptureFixture[str]


@pytest.fixture
def voc(settings: Settings) -> Voc:
    """Runs `voc case` with these words over a published file of five cases, of which three wait; its exit code."""
    published = Marts(settings.published, is_published=True)
    for key, owner, row in (
        ("aa11", "support_lead", {}),
        ("aa22", "support_lead", {"is_due": True, "is_overdue": True, "hours": 2}),
        ("bb33", "billing_lead", {"status": "acknowledged"}),
        ("cc44", "support_lead", {"status": "contacted"}),
        ("dd55", "support_lead", {"status": "resolved"}),
    ):
        published.case(key, BUILT - 10 * HOUR, owner=owner, as_of_at=BUILT, **row)
    published.close()
    parser = argparse.ArgumentParser(prog="voc")
    add_commands(parser.add_subparsers())

    def run(*words: str) -> int:
        arguments = parser.parse_args(["case", *words])
        return int(arguments.command(arguments))

    return run


@pytest.fixture
def listed(voc: Voc, capsys: Read) -> Callable[..., dict[str, str]]:
    """Case -> its status, in the order of the list."""

    def run(*words: str) -> dict[str, str]:
        capsys.readouterr()
        assert voc(*words) == 0
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        return {
            words[0]: words[-2] for words in lines if words and words[0] in ("aa11", "aa22", "bb33", "cc44", "dd55")
        }

    return run


def events(settings: Settings, case: str) -> list[dict]:
    ledger = open_ledger(ledger_url(settings))
    with ledger.reading() as connection:
        found = [dict(row) for row in cases.history(connection, case)]
    ledger.close()
    return found


def test_it_lists_what_waits_and_what_is_due_first(listed: Callable[..., dict[str, str]]) -> None:
    assert list(listed().items()) == [("aa22", "overdue"), ("aa11", "open"), ("bb33", "acknowledged")]
    assert listed("list") == listed()


@pytest.mark.parametrize("words", [["list", "--owner", "billing_lead"], ["--owner", "billing_lead", "list"]])
def test_the_list_can_be_one_owners_wherever_that_is_said(
    listed: Callable[..., dict[str, str]], words: list[str]
) -> None:
    assert list(listed(*words)) == ["bb33"]


@pytest.mark.parametrize("words", [["--overdue"], ["list", "--overdue"], ["--overdue", "list"]])
def test_or_what_is_past_its_time(listed: Callable[..., dict[str, str]], words: list[str]) -> None:
    assert list(listed(*words)) == ["aa22"]


def test_what_was_done_since_the_build_counts_at_once(voc: Voc, listed: Callable[..., dict[str, str]]) -> None:
    voc("take", "aa11", "--by", "Jo")
    assert listed()["aa11"] == "acknowledged"
    voc("contacted", "aa11", "--by", "Jo")
    assert "aa11" not in listed()
    voc("reopen", "aa11", "--by", "Jo")
    assert listed()["aa11"] == "open"
    voc("dismiss", "aa11", "--by", "Jo")
    assert "aa11" not in listed()


def test_a_case_that_was_over_when_the_marts_were_built_waits_again_when_it_is_reopened(
    voc: Voc, listed: Callable[..., dict[str, str]]
) -> None:
    voc("reopen", "dd55", "--by", "Jo")
    voc("reopen", "cc44", "--by", "Jo")
    assert {key: listed()[key] for key in ("cc44", "dd55")} == {"cc44": "open", "dd55": "open"}


def test_a_call_that_the_marts_know_of_is_not_undone_by_a_reopening_before_it(
    settings: Settings, listed: Callable[..., dict[str, str]]
) -> None:
    """The case was reopened, an agent wrote after that, the marts were built: the list asked for a call once more."""
    before = BUILT - 5 * HOUR
    ledger = open_ledger(ledger_url(settings))
    with ledger.writing() as connection:
        cases.append(connection, [CaseEvent("cc44", "reopened", before, "command", "Jo")], before)
    ledger.close()
    assert "cc44" not in listed()


def test_another_owner_has_it_from_now_on(voc: Voc, listed: Callable[..., dict[str, str]]) -> None:
    voc("assign", "aa11", "--to", "billing_lead", "--by", "Jo")
    assert set(listed("--owner", "billing_lead")) == {"aa11", "bb33"}
    assert set(listed("--owner", "support_lead")) == {"aa22"}
    with pytest.raises(UserError, match=r"no owner nobody in owners\.csv: it has .*billing_lead"):
        voc("assign", "aa11", "--to", "nobody")


def test_a_case_is_shown_with_its_customer_and_what_was_done(voc: Voc, settings: Settings, capsys: Read) -> None:
    warehouse = Marts(settings.warehouse)
    warehouse.add("restricted.customer_contacts", customer_key="c1", full_name="Mari Tamm", phone="+372 5123")
    warehouse.close()
    voc("note", "aa11", "--text", "Rings after six.", "--by", "Jo")
    capsys.readouterr()
    assert voc("show", "aa1") == 0
    out = capsys.readouterr().out
    assert all(said in out for said in ("aa11", "Mari Tamm", "+372 5123", "note by Jo: Rings after six."))


def test_without_a_warehouse_the_case_is_shown_and_none_is_made(voc: Voc, settings: Settings, capsys: Read) -> None:
    assert voc("show", "aa11") == 0
    assert "there is no warehouse" in capsys.readouterr().out
    assert not settings.warehouse.exists()


def test_a_beginning_is_enough_where_it_is_the_only_one(voc: Voc, settings: Settings, capsys: Read) -> None:
    assert voc("contacted", "bb", "--by", "Jo", "--at", "2026-03-31T14:00+02:00") == 0
    assert "Recorded: case bb33 contacted by Jo." in capsys.readouterr().out
    event = events(settings, "bb33")[0]
    assert (event["happened_at"], event["came_by"]) == (datetime(2026, 3, 31, 12, tzinfo=UTC), "command")
    for beginning, reason in (("aa", "More than one case begins"), ("zz", "No case begins"), ("%", "No case begins")):
        with pytest.raises(UserError, match=reason):
            voc("contacted", beginning)
    with pytest.raises(UserError, match="No case begins with nothing"):
        voc("resolve", "")


def test_the_same_said_again_adds_nothing(voc: Voc, settings: Settings, capsys: Read) -> None:
    for _ in range(2):
        voc("resolve", "aa11", "--by", "Jo", "--at", "2026-03-31T14:00")
    assert "Known already: case aa11 resolved." in capsys.readouterr().out
    assert len(events(settings, "aa11")) == 1


def test_what_is_yet_to_come_or_says_nothing_is_refused(voc: Voc, settings: Settings) -> None:
    with pytest.raises(UserError, match="cannot have happened in the future"):
        voc("contacted", "aa11", "--at", (datetime.now(UTC) + HOUR).isoformat())
    with pytest.raises(UserError, match="A note needs words"):
        voc("note", "aa11", "--text", "  ")
    with pytest.raises(SystemExit):
        voc("contacted", "aa11", "--at", "yesterday")
    assert events(settings, "aa11") == []


def test_before_anything_is_published_one_is_told_what_to_do(voc: Voc, settings: Settings) -> None:
    settings.published.unlink()
    with pytest.raises(UserError, match="`voc run`"):
        voc("list")
