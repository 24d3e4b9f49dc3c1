"""A digest a period, once, when its data are there; a note when they are late; corrections on command only."""

from __future__ import annotations

import email
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestration.digests.rounds.composer import Composer
from orchestration.digests.rounds.making import Outcome
from orchestration.digests.rounds.previewing import preview
from orchestration.digests.rounds.sending import revise, send_due
from orchestration.ledger import unsubscriptions
from orchestration.ledger.store import opened
from orchestration.ledger.tables import digests, outbox
from orchestration.ledger.unsubscriptions import person_key
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.messages.reader_links import read_unsubscription
from orchestration.subscriptions.calendar import Calendar
from tests.orchestration.digests.conftest import NOW, SUPPORT, WEEK, Publish
from tests.orchestration.digests.stand_in import compose, delayed, stand_in

WORDS = stand_in()
CUT_OFF = NOW.replace(hour=11, minute=0)  # Six hours after the tick.
BEFORE = datetime(2026, 9, 27, 20, tzinfo=UTC)  # The week is not over yet.
NEXT_WEEK = NOW + timedelta(days=7)


@pytest.fixture(autouse=True)
def _files(subscribed: Callable[[str], None]) -> None:
    """There is a file of subscriptions."""


def send(settings: Settings, now: datetime = NOW, composer: Composer = WORDS) -> list[Outcome]:
    return send_due(settings, now, composer=composer)


def what(settings: Settings, now: datetime = NOW, composer: Composer = WORDS) -> list[tuple[str, date]]:
    return [(each.what, each.window.start) for each in send(settings, now, composer)]


def rows(settings: Settings, table: sa.Table) -> list[dict]:
    with opened(settings) as ledger, ledger.reading() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def mails(settings: Settings) -> dict[str, EmailMessage]:
    found = {}
    for row in rows(settings, outbox):
        mail = email.message_from_bytes(row["body"], policy=default)
        assert isinstance(mail, EmailMessage)
        found[row["recipient"]] = mail
    return found


def test_what_is_due_goes_out_once(settings: Settings, publish: Publish) -> None:
    publish()
    (sent,) = send(settings)
    assert (sent.what, sent.window.start, sent.enqueued, sent.is_trouble) == ("sent", WEEK, 2, False)
    assert send(settings) == send(settings, NOW + timedelta(days=6)) == []
    assert len(rows(settings, outbox)) == 2
    (row,) = rows(settings, digests)
    assert (row["audience"], row["kind"], row["revision"], row["recipients_count"]) == ("support", "digest", 1, 2)
    assert (row["published_run"], row["as_of_at"], row["languages"]) == ("run", NOW, "en")


def test_the_keys_are_the_ledgers_whatever_the_words_say(settings: Settings, publish: Publish) -> None:
    publish()
    send(settings)
    (row,) = rows(settings, digests)
    assert {each["event_id"] for each in rows(settings, outbox)} == {row["digest_id"]}


def test_a_week_later_the_next_one_goes_out_as_a_mail_of_its_own(settings: Settings, publish: Publish) -> None:
    publish()
    send(settings)
    publish(**dict.fromkeys(("typeform", "zendesk", "trustpilot"), NEXT_WEEK))
    assert what(settings, NEXT_WEEK) == [("sent", WEEK + timedelta(days=7))]
    threads = {row["thread"] for row in rows(settings, outbox)}
    assert len(threads) == 1


def test_ticks_before_the_first_look_are_not_made_up_for(settings: Settings, publish: Publish) -> None:
    publish(**dict.fromkeys(("typeform", "zendesk", "trustpilot"), NOW + timedelta(days=40)))
    (sent,) = send(settings, NOW + timedelta(days=38))
    assert sent.window.start == date(2026, 10, 26)


def test_nothing_is_published_nothing_is_said(settings: Settings) -> None:
    (found,) = send(settings, NOW + timedelta(days=3))
    assert (found.what, found.reason) == ("waiting", "nothing is published yet")


def test_a_tool_that_feeds_the_metrics_holds_the_digest_up(settings: Settings, publish: Publish) -> None:
    publish(typeform=BEFORE)
    (found,) = send(settings)
    assert (found.what, found.reason) == ("waiting", "not read past 2026-09-27: Typeform")
    assert rows(settings, outbox) == []
    publish()
    assert what(settings) == [("sent", WEEK)]


def test_a_late_tool_that_feeds_none_of_them_holds_nothing_up(settings: Settings, publish: Publish) -> None:
    publish(trustpilot=BEFORE)
    assert what(settings) == [("sent", WEEK)]


def test_a_metric_of_unknown_make_waits_for_every_tool(
    settings: Settings, publish: Publish, subscribed: Callable[[str], None]
) -> None:
    monthly = "cadence: monthly\n    day: 28\n    on: monday".replace("\n    on: monday", "")
    subscribed(SUPPORT.replace("metrics: [csat, first_reply_median]", f"metrics: chs\n    {monthly}"))
    publish(trustpilot=datetime(2026, 8, 30, tzinfo=UTC))
    (found,) = send(settings)
    assert found.reason == "not read past 2026-08-31: Trustpilot"


def test_numbers_that_no_check_has_judged_wait(settings: Settings, publish: Publish) -> None:
    publish(checks=0)
    (found,) = send(settings)
    assert (found.what, found.reason) == ("waiting", "no check has judged what is published")


def test_numbers_that_the_marts_call_open_wait_though_every_tool_was_read(settings: Settings, publish: Publish) -> None:
    publish(complete_before=date(2026, 9, 27))
    (found,) = send(settings)
    assert found.what == "waiting"


def test_at_the_cut_off_a_note_says_that_it_is_late_and_the_digest_follows(
    settings: Settings, publish: Publish
) -> None:
    publish(typeform=BEFORE)
    assert what(settings, CUT_OFF - timedelta(minutes=1)) == [("waiting", WEEK)]
    assert what(settings, CUT_OFF) == [("delayed", WEEK)]
    assert what(settings, CUT_OFF + timedelta(days=1)) == [("waiting", WEEK)], "it is said once"
    publish()
    assert what(settings, CUT_OFF + timedelta(days=2)) == [("sent", WEEK)]
    kinds = [row["kind"] for row in rows(settings, outbox)]
    assert (kinds.count("delayed"), kinds.count("digest")) == (2, 2)
    (note,) = [row for row in rows(settings, digests) if row["kind"] == "delayed"]
    assert note["reason"] == "not read past 2026-09-27: Typeform"


def test_a_promised_digest_comes_even_after_the_next_tick(settings: Settings, publish: Publish) -> None:
    publish(typeform=BEFORE)
    send(settings, CUT_OFF)
    later = dict.fromkeys(("typeform", "zendesk", "trustpilot"), NEXT_WEEK)
    publish(**later)
    assert what(settings, NEXT_WEEK) == [("sent", WEEK), ("sent", WEEK + timedelta(days=7))]


def test_a_week_that_was_missed_without_a_word_collapses_into_the_next(settings: Settings, publish: Publish) -> None:
    publish(typeform=BEFORE)
    assert what(settings) == [("waiting", WEEK)]
    publish(**dict.fromkeys(("typeform", "zendesk", "trustpilot"), NEXT_WEEK))
    assert what(settings, NEXT_WEEK) == [("sent", WEEK + timedelta(days=7))]


def test_nobody_answered_and_the_audience_wants_no_empty_digest(
    settings: Settings, publish: Publish, subscribed: Callable[[str], None]
) -> None:
    subscribed(SUPPORT + "    skip_when_empty: true\n")
    publish()
    assert what(settings, composer=stand_in(is_empty=True)) == [("empty", WEEK)]
    assert send(settings) == [], "a late answer does not bring it after all"
    assert rows(settings, outbox) == []


def test_an_empty_week_is_sent_to_who_did_not_say_so(settings: Settings, publish: Publish) -> None:
    publish()
    assert what(settings, composer=stand_in(is_empty=True)) == [("sent", WEEK)]


def test_each_reads_in_their_own_language(
    settings: Settings, publish: Publish, subscribed: Callable[[str], None], tmp_path: Path
) -> None:
    subscribed(SUPPORT + "    language: et\n")
    publish()
    send(settings)
    assert {mail["Content-Language"] for mail in mails(settings).values()} == {"et"}
    assert rows(settings, digests)[0]["languages"] == "et"


def test_who_unsubscribed_is_left_out_and_counted(settings: Settings, publish: Publish) -> None:
    publish()
    with opened(settings) as ledger, ledger.writing() as connection:
        unsubscriptions.unsubscribe(connection, "support", person_key("Somebody@Company.example"), "command")
        unsubscriptions.unsubscribe(connection, "product", person_key("support_lead"), "command")
    (sent,) = send(settings)
    assert (sent.enqueued, sent.unsubscribed) == (1, 1)
    assert list(mails(settings)) == ["support-lead@company.example"]


@pytest.mark.parametrize("gone", ["support_lead", "Support-Lead@company.example"])
@pytest.mark.parametrize("listed", ["support_lead", "support-lead@company.example"])
def test_an_owner_who_unsubscribed_is_known_by_name_and_address(
    settings: Settings, publish: Publish, subscribed: Callable[[str], None], gone: str, listed: str
) -> None:
    subscribed(SUPPORT.replace("support_lead,", f"{listed},"))
    publish()
    with opened(settings) as ledger, ledger.writing() as connection:
        unsubscriptions.unsubscribe(connection, "support", person_key(gone), "link")
    (sent,) = send(settings)
    assert sent.unsubscribed == 1


def test_two_names_of_one_mailbox_receive_once(
    settings: Settings, publish: Publish, subscribed: Callable[[str], None]
) -> None:
    subscribed(SUPPORT.replace("somebody@company.example", "Support-Lead@company.example"))
    publish()
    (sent,) = send(settings)
    assert sent.enqueued == 1


def test_a_room_of_a_chat_receives_once_and_cannot_unsubscribe(
    settings: Settings, publish: Publish, subscribed: Callable[[str], None]
) -> None:
    subscribed(SUPPORT.replace("channels: mail", "channels: [mail, chat]"))
    publish()
    (sent,) = send(settings)
    assert sent.enqueued == 3


def test_a_mail_says_whose_list_it_is_and_how_it_ends_by_one_click(settings: Settings, publish: Publish) -> None:
    os.environ["VOC_PUBLIC_URL"] = "https://voice.company.example"
    publish()
    send(settings)
    mail = mails(settings)["somebody@company.example"]
    assert mail["List-ID"] == "<support.digests.voicehouse>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    address = mail["List-Unsubscribe"].strip("<>")
    assert address.startswith("https://voice.company.example/unsubscribe/")
    said = read_unsubscription(address.rpartition("/")[2], os.environ["VOC_LINK_SECRET"])
    assert (said.audience, said.person) == ("support", person_key("somebody@company.example"))
    other = mails(settings)["support-lead@company.example"]["List-Unsubscribe"]
    theirs = read_unsubscription(other.strip("<>").rpartition("/")[2], os.environ["VOC_LINK_SECRET"])
    assert theirs.person == person_key("support-lead@company.example"), "who holds the office next receives"
    assert "https://voice.company.example/report/" in str(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def test_without_a_page_a_mail_ends_it(settings: Settings, publish: Publish) -> None:
    publish()
    send(settings)
    mail = mails(settings)["somebody@company.example"]
    assert mail["List-Unsubscribe"] == "<mailto:voice@company.example?subject=unsubscribe%20support>"
    assert mail["List-Unsubscribe-Post"] is None


def test_a_brand_has_its_name_address_domain_and_answers(
    settings: Settings, publish: Publish, subscribed: Callable[[str], None]
) -> None:
    brand = (
        "{name: Voice of Aarhus, sender: aarhus@company.example, reply_to: answers@company.example, "
        "list_domain: voice.company.example}"
    )
    subscribed(f"brands: {{default: {brand}}}\n{SUPPORT}")
    publish()
    send(settings)
    mail = mails(settings)["somebody@company.example"]
    assert mail["From"] == "Voice of Aarhus <aarhus@company.example>"
    assert mail["Reply-To"] == "answers@company.example"
    assert mail["List-ID"] == "<support.voice.company.example>"
    assert mail["List-Unsubscribe"].startswith("<mailto:answers@company.example?")


def test_a_digest_is_a_mail_of_its_own(settings: Settings, publish: Publish) -> None:
    publish()
    send(settings)
    mail = mails(settings)["somebody@company.example"]
    assert not mail["Subject"].startswith("Re:")
    assert mail["In-Reply-To"] is mail["References"] is None


def test_a_correction_goes_out_on_command_and_says_why(settings: Settings, publish: Publish) -> None:
    publish()
    send(settings)
    window = Calendar().window("week", WEEK)
    for revision in (2, 3):
        done = revise(settings, "support", window, "Forty answers came late.", NOW, composer=WORDS)
        assert (done.what, done.enqueued) == ("sent", 2)
        newest = rows(settings, digests)[-1]
        assert (newest["revision"], newest["reason"]) == (revision, "Forty answers came late.")
    assert len(rows(settings, outbox)) == 6
    assert send(settings) == []


def test_what_was_never_sent_cannot_be_corrected(settings: Settings, publish: Publish) -> None:
    publish()
    with pytest.raises(UserError, match="nothing to correct"):
        revise(settings, "support", Calendar().window("week", WEEK), "Why not.", NOW, composer=WORDS)


def test_a_correction_needs_its_data_too(settings: Settings, publish: Publish) -> None:
    publish()
    send(settings)
    publish(typeform=BEFORE)
    with pytest.raises(UserError, match=r"cannot be made: not read past 2026-09-27: Typeform\."):
        revise(settings, "support", Calendar().window("week", WEEK), "Why not.", NOW, composer=WORDS)


def test_an_audience_that_fails_holds_up_no_other_and_its_error_quotes_nothing(
    settings: Settings, publish: Publish, subscribed: Callable[[str], None]
) -> None:
    subscribed(SUPPORT + "  - {name: product, recipients: product_lead, metrics: csat}\n")
    publish()

    def broken(published: Path, warehouse: object, edition: object, **more: object) -> object:
        if edition.audience.name == "support":  # type: ignore[attr-defined]
            raise ValueError("the invoice of Anna Berg is wrong")
        return compose(published, warehouse, edition, **more)  # type: ignore[arg-type]

    found = send(settings, composer=Composer(broken, delayed, lambda *_: False))  # type: ignore[arg-type]
    assert [(each.audience, each.what, each.is_trouble) for each in found] == [
        ("support", "failed", True),
        ("product", "sent", False),
    ]
    assert found[0].reason.startswith("ValueError at ")
    assert "Anna" not in found[0].reason
    assert [(each.audience, each.what) for each in send(settings)] == [("support", "sent")]


def test_the_last_digests_knowledge_is_handed_to_the_next(settings: Settings, publish: Publish) -> None:
    publish()
    send(settings)
    seen = []

    def looking(published: Path, warehouse: object, edition: object, **more: object) -> object:
        seen.append(edition)
        return compose(published, warehouse, edition, **more)  # type: ignore[arg-type]

    publish(**dict.fromkeys(("typeform", "zendesk", "trustpilot"), NEXT_WEEK))
    send(settings, NEXT_WEEK, Composer(looking, delayed, lambda *_: False))  # type: ignore[arg-type]
    assert [(each.last_as_of, each.made_at, each.revision) for each in seen] == [(NOW, NEXT_WEEK, 1)]


def test_a_preview_shows_and_writes_nothing(settings: Settings, publish: Publish) -> None:
    publish(typeform=BEFORE)
    shown = preview(settings, "support", NOW, language="da", composer=WORDS)
    assert shown.message.language == "da"
    assert shown.window.start == WEEK
    assert "not read past" in shown.readiness.reason
    assert "Revision 1 in da." in shown.text
    assert rows(settings, outbox) == rows(settings, digests) == []
    assert preview(settings, "support", NOW, period="2026-W38", composer=WORDS).window.start == date(2026, 9, 14)


def test_a_preview_that_is_passed_round_ends_nobodys_digests(settings: Settings, publish: Publish) -> None:
    os.environ["VOC_PUBLIC_URL"] = "https://voice.company.example"
    publish()
    for asked_for, whose in ((None, "nobody"), ("me@company.example", "me@company.example")):
        shown = preview(settings, "support", NOW, recipient=asked_for, composer=WORDS)
        token = shown.message.unsubscribe.rpartition("/")[2]
        assert read_unsubscription(token, os.environ["VOC_LINK_SECRET"]).person == person_key(whose)
