"""Responses over a warehouse and a ledger: told once, to the people concerned, whatever comes late or twice."""

from __future__ import annotations

import email
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from orchestration.alerts.owners import Assignment
from orchestration.alerts.rounds.book import Book
from orchestration.ledger.store import Ledger
from orchestration.lib.errors import UserError
from orchestration.responses import rounds
from orchestration.responses.model import Condition
from orchestration.responses.wording import whole
from orchestration.subscriptions.model import Brand
from tests.orchestration.alerts.rounds.conftest import NOW, Written, person
from tests.orchestration.messages.samples import png
from tests.orchestration.responses.conftest import DAY, HOUR, UNHAPPY, Go, Surveys, outcomes

ALL = replace(UNHAPPY, condition=Condition())


def mail(row: dict[str, Any]) -> EmailMessage:
    found = email.message_from_bytes(row["body"], policy=default)
    assert isinstance(found, EmailMessage)
    return found


def words(row: dict[str, Any]) -> str:
    body = mail(row).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_response_goes_to_the_owner_and_who_stands_in(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR)
    sent = go()
    assert (sent.enqueued, sent.responses, sent.unreached) == (2, 1, [])
    rows = written("outbox")
    assert {row["recipient"] for row in rows} == {"support_lead@company.example", "success_lead@company.example"}
    assert {row["kind"] for row in rows} == {"response"}
    said = words(rows[0])
    assert "Nora Vinter c1" in said
    assert "The invoice has three lines" in said
    assert "How likely are you to recommend us?" in said


def test_it_is_told_once_however_often_it_is_looked_at_or_edited(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR)
    go()
    assert go(after=HOUR).enqueued == 0
    surveys.forget("r1")
    surveys.response("r1", NOW + HOUR, score=1, comment="I have thought about it again.")
    assert go(after=2 * HOUR).enqueued == 0
    assert len(written("outbox")) == 2


def test_an_edit_after_it_stood_in_a_list_brings_no_second_message(go: Go, surveys: Surveys, written: Written) -> None:
    for number in range(3):
        surveys.response(f"r{number}", NOW - (5 - number) * HOUR, customer=f"c{number}")
    go(replace(UNHAPPY, most_a_day=1))
    before = written("outbox")
    surveys.forget("r2")
    surveys.response("r2", NOW + DAY, customer="c2", score=0)
    go(replace(UNHAPPY, most_a_day=1), after=2 * DAY)
    assert written("outbox") == before


def test_only_what_the_report_asks_for(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("good", NOW - HOUR, score=9)
    surveys.response("silent", NOW - HOUR, comment="  ")
    surveys.response("scoreless", NOW - HOUR, score=None)
    surveys.response("elsewhere", NOW - HOUR, survey_id="FCST0001")
    surveys.response("meant", NOW - HOUR, score=6)
    go()
    assert outcomes(written) == {"meant": "told"}
    assert written("response_looks")[0]["skipped"] == {"other": 3}


def test_one_that_is_edited_into_what_is_asked_for_is_told(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR, score=8)
    go()
    surveys.forget("r1")
    surveys.response("r1", NOW, score=2)
    assert go(after=HOUR).enqueued == 2


def test_an_unfinished_one_waits_until_it_is_finished(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR, is_complete=False)
    assert go().enqueued == 0
    assert written("response_looks")[0]["skipped"] == {"incomplete": 1}
    surveys.forget("r1")
    surveys.response("r1", NOW - HOUR)
    assert go(after=5 * DAY).enqueued == 2


def test_one_that_was_loaded_late_is_told_all_the_same(go: Go, surveys: Surveys, written: Written) -> None:
    go()
    surveys.response("late", NOW + HOUR)
    assert go(after=20 * DAY).enqueued == 2
    surveys.response("too late", NOW + 2 * HOUR, customer="c2")
    assert go(after=31 * DAY).enqueued == 0
    assert written("response_looks")[0]["skipped"] == {"old": 1}


def test_a_new_report_tells_of_the_last_day_alone(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("old", NOW - DAY - HOUR, customer="c1")
    surveys.response("new", NOW - DAY + HOUR, customer="c2")
    go()
    assert outcomes(written) == {"new": "told"}
    go(replace(UNHAPPY, look_back_days=60), after=HOUR)
    assert outcomes(written) == {"new": "told"}, "what was before the first look is never sent"


def test_data_that_end_before_the_first_look_are_looked_at_anew(go: Go, surveys: Surveys, written: Written) -> None:
    """The sample company ended in a September that real data had not come to: its reports would have been silent."""
    go(after=100 * DAY)
    surveys.response("r1", NOW - HOUR)
    assert go().enqueued == 2


def test_nobody_hears_of_who_answered_without_a_name(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR, customer=None)
    assert go().enqueued == 0
    assert outcomes(written) == {"r1": "anonymous"}
    assert written("outbox") == []


def test_a_deleted_one_is_not_told(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR)
    surveys.forget("r1")
    assert go().enqueued == 0
    assert written("response_events") == []


def test_a_wave_fills_no_inbox_and_the_rest_is_one_list_without_texts(
    go: Go, surveys: Surveys, written: Written
) -> None:
    for number in range(14):
        surveys.response(f"r{number:02}", NOW - (20 - number) * HOUR, customer=f"c{number}", score=number % 7)
    capped = replace(UNHAPPY, most_a_day=2)
    sent = go(capped)
    assert (sent.responses, sent.enqueued) == (14, 6)
    listed = [row for row in written("outbox") if "12 more" in row["subject"]]
    assert listed[0]["subject"] == "12 more responses: Unhappy answers"
    assert {row["recipient"] for row in listed} == {"support_lead@company.example", "success_lead@company.example"}
    assert all("The invoice" not in words(row) for row in listed)
    go(capped, after=HOUR)
    surveys.response("later", NOW + HOUR, customer="c99")
    go(capped, after=2 * HOUR)
    assert outcomes(written)["later"] == "batched", "the day's messages have gone out"
    surveys.response("next day", NOW + 2 * DAY, customer="c98")
    go(capped, after=2 * DAY + HOUR)
    assert outcomes(written)["next day"] == "told"


def test_one_owners_wave_does_not_silence_another(go: Go, surveys: Surveys, book: Book, written: Written) -> None:
    assignments = (*book.assignments, Assignment("customer", "c9", "customer_director"))
    mine = replace(book, assignments=assignments)
    for number in range(4):
        surveys.response(f"r{number}", NOW - (9 - number) * HOUR, customer=f"c{number}")
    surveys.response("r9", NOW - HOUR, customer="c9")
    go(replace(UNHAPPY, most_a_day=1), by=mine)
    assert outcomes(written) == {"r0": "told", "r1": "batched", "r2": "batched", "r3": "batched", "r9": "told"}


def test_named_people_addresses_and_places_get_it_once_each(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR)
    to = ("owner", "support_lead", "customer_director", "boss@company.example")
    go(replace(UNHAPPY, recipients=to, channels=("mail", "chat")))
    assert sorted((row["channel"], row["recipient"]) for row in written("outbox")) == [
        ("chat", "chat"),
        ("mail", "boss@company.example"),
        ("mail", "customer_director@company.example"),
        ("mail", "success_lead@company.example"),
        ("mail", "support_lead@company.example"),
    ]


def test_who_cannot_be_reached_is_told_of_and_looked_at_again(
    go: Go, surveys: Surveys, book: Book, written: Written
) -> None:
    surveys.response("r1", NOW - HOUR)
    nobody = replace(book, people={"support_lead": person("support_lead", email=None)})
    sent = go(by=nobody)
    assert sent.enqueued == 0
    assert "report unhappy: 1 responses have nobody to go to" in sent.unreached[0]
    assert "Nora" not in sent.unreached[0]
    assert written("response_events") == []
    assert go(after=HOUR).enqueued == 2


def test_an_owner_hears_in_business_hours_and_in_their_own_language(
    go: Go, surveys: Surveys, book: Book, written: Written
) -> None:
    surveys.response("r1", NOW + 8 * HOUR)
    owner = replace(person("support_lead", is_in_hours=True), language="da")
    go(replace(UNHAPPY, channels=("mail",)), after=9 * HOUR, by=replace(book, people={"support_lead": owner}))
    row = written("outbox")[0]
    assert row["not_before"].isoformat() == "2026-03-11T08:00:00+00:00"
    assert mail(row)["Content-Language"] == "da"


def test_a_report_has_its_own_brand(go: Go, surveys: Surveys, written: Written, tmp_path: Any) -> None:
    surveys.response("r1", NOW - HOUR)
    (tmp_path / "logo.png").write_bytes(png())
    brand = Brand("Acme Care", "#7a1f5c", tmp_path / "logo.png", "care@acme.example", "voice@acme.example")
    go(replace(UNHAPPY, brand=brand, channels=("mail",)))
    sent = mail(written("outbox")[0])
    assert sent["From"] == "Acme Care <voice@acme.example>"
    assert sent["Reply-To"] == "care@acme.example"
    assert sent["Message-ID"].endswith("@acme.example>")
    page = str(sent.get_body(("html",)).get_content())
    assert "#7a1f5c" in page
    assert "Acme Care" in page


def test_nothing_personal_is_in_subjects_headlines_figures_and_ids(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR, comment="Nora wants the xylophone back.")
    for number in range(3):
        surveys.response(f"s{number}", NOW - HOUR, customer=f"c{number}", comment="xylophone")
    go(replace(UNHAPPY, most_a_day=1, channels=("folder", "chat")))
    for row in written("outbox"):
        for name in ("subject", "message_id", "event_id", "thread"):
            assert not any(word in row[name] for word in ("Nora", "xylophone", "c1@customer.example")), name


def test_a_fault_in_the_words_writes_nothing_of_the_report(
    go: Go, surveys: Surveys, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ledger and outbox are one transaction: what was not said is not noted as said."""
    for number in range(2):
        surveys.response(f"r{number}", NOW - HOUR, customer=f"c{number}")
    said: list[str] = []

    def told(story: whole.Story) -> Any:
        said.append(story.response.response_key)
        if len(said) > 2:
            raise RuntimeError("a fault")
        return real(story)

    real = whole.told
    monkeypatch.setattr(rounds.whole, "told", told)
    with pytest.raises(RuntimeError):
        go()
    assert [written(table) for table in ("response_events", "response_looks", "outbox")] == [[], [], []]
    monkeypatch.undo()
    assert go().enqueued == 4


def test_a_report_that_is_switched_off_looks_at_nothing(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR)
    go(replace(UNHAPPY, is_enabled=False))
    assert written("response_looks") == []


def test_two_reports_about_a_response_each_tell_it(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR)
    go(UNHAPPY, replace(ALL, name="everything"))
    assert [row["report"] for row in written("response_events")] == ["unhappy", "everything"]


def test_a_customer_without_context_is_told_with_what_is_known(go: Go, surveys: Surveys, written: Written) -> None:
    surveys.response("r1", NOW - HOUR)
    surveys.db.execute("delete from restricted.customer_context")
    surveys.add("restricted.customer_contacts", customer_key="c1", full_name="Nora Vinter", email="n@customer.example")
    go()
    assert "Nora Vinter" in words(written("outbox")[0])


def test_a_warehouse_from_before_says_what_to_do(surveys: Surveys, ledger: Ledger, book: Book, go: Go) -> None:
    surveys.db.execute("drop table restricted.response_answers")
    with pytest.raises(UserError, match="voc run"):
        go()


def test_the_order_in_which_responses_lie_changes_nothing(surveys: Surveys, go: Go, written: Written) -> None:
    def keys(rows: Sequence[dict[str, Any]]) -> list[str]:
        return sorted(row["message_id"] for row in rows)

    for number in (2, 0, 1):
        surveys.response(f"r{number}", NOW - (3 - number) * HOUR, customer=f"c{number}")
    go(replace(UNHAPPY, most_a_day=1))
    assert outcomes(written) == {"r0": "told", "r1": "batched", "r2": "batched"}
    assert len(keys(written("outbox"))) == 4
