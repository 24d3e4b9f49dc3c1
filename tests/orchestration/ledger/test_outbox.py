"""The outbox: frozen once, one worker at a time, nothing lost whatever ends a try."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from orchestration.ledger import outbox, settling, waiting
from orchestration.ledger.backoff import LONGEST_ASKED, Patience
from orchestration.ledger.outbox import Claim
from orchestration.ledger.store import Ledger
from orchestration.ledger.tables import delivery_attempts
from tests.orchestration.ledger.said import NOW, Clock, Look, Named, mail, message, put

PATIENCE = Patience(tries=3)
HOUR = timedelta(hours=1)


def claim(ledger: Ledger, clock: Clock, worker: str = "w1", limit: int = 1) -> list[Claim]:
    with ledger.writing() as connection:
        return outbox.claim(connection, worker, clock(), ["mail", "slack"], limit, PATIENCE)


def row(ledger: Ledger, message_id: str) -> sa.RowMapping:
    with ledger.reading() as connection:
        return waiting.find(connection, message_id)[0]


def outcomes(ledger: Ledger, message_id: str) -> list[str]:
    with ledger.reading() as connection:
        return [attempt["outcome"] for attempt in waiting.attempts(connection, message_id)]


def test_writing_a_message_twice_changes_nothing(ledger: Ledger) -> None:
    said = message(1)
    with ledger.writing() as connection:
        first = outbox.enqueue(connection, said, mail(said), Named(), "owner@example.org", now=NOW)
        other = Look("Another subject", "text/plain", b"other bytes")
        again = outbox.enqueue(connection, said, other, Named(), "owner@example.org", now=NOW + HOUR)
        backup = outbox.enqueue(connection, said, mail(said), Named(), "backup@example.org", now=NOW)
    assert first == outbox.message_id_of(said.key, "mail", "owner@example.org")
    assert again is None
    assert backup != first
    with ledger.reading() as connection:
        assert waiting.body(connection, str(first)) == mail(said).body
        assert waiting.counts(connection) == {("mail", "waiting"): 2}


def test_bytes_come_back_as_they_were_written(ledger: Ledger) -> None:
    raw = bytes(range(256)) * 300
    with ledger.writing() as connection:
        put(connection, 1, look=Look("s\0ubject" * 80, "application/octet-stream", raw))
    (claimed,) = claim(ledger, Clock())
    assert claimed.body == raw
    assert len(claimed.subject) == 300, "Postgres would refuse the whole transaction"
    assert "\0" not in claimed.subject


@pytest.mark.parametrize("recipient", ["a@b.example\r\nBcc: x@y.example", "a\0@b.example", "a" * 321])
def test_a_recipient_that_is_none_is_refused_before_it_is_written(ledger: Ledger, recipient: str) -> None:
    with pytest.raises(ValueError, match="no address"), ledger.writing() as connection:
        put(connection, 1, recipient=recipient)


def test_a_claimed_message_is_nobody_elses(ledger: Ledger) -> None:
    clock = Clock()
    with ledger.writing() as connection:
        for number in range(5):
            put(connection, number)
    first, second = claim(ledger, clock, "w1", 3), claim(ledger, clock, "w2", 3)
    assert (len(first), len(second)) == (3, 2)
    assert not {c.message_id for c in first} & {c.message_id for c in second}
    assert claim(ledger, clock, "w3", 3) == []


def test_a_message_waits_for_its_time_and_its_channel(ledger: Ledger) -> None:
    clock = Clock()
    with ledger.writing() as connection:
        put(connection, 1, not_before=NOW + HOUR)
        put(connection, 2, channel=Named("gone", "slack"))
    assert claim(ledger, clock) == []
    clock.pass_by(3600)
    assert [c.channel for c in claim(ledger, clock, limit=5)] == ["mail"]


def test_messages_of_a_thread_go_in_their_order(ledger: Ledger) -> None:
    """A pager that hears "resolved" first keeps the incident open for ever."""
    clock = Clock()
    with ledger.writing() as connection:  # One evaluation wrote them: the instant is the same.
        opened = put(connection, "opened", thread="episode")
        resolved = put(connection, "resolved", thread="episode")
        to_other = put(connection, "opened", thread="episode", recipient="other@example.org")
    claimed = {c.message_id: c for c in claim(ledger, clock, limit=5)}
    assert set(claimed) == {opened, to_other}
    with ledger.writing() as connection:
        settling.settle_retry(connection, claimed[opened], "HTTP 500", clock(), patience=PATIENCE)
    assert claim(ledger, clock) == [], "the first of the thread waits for its second try"
    clock.pass_by(60)
    (again,) = claim(ledger, clock)
    assert again.message_id == opened
    with ledger.writing() as connection:
        settling.settle_failed(connection, again, "HTTP 400", clock())
    assert [c.message_id for c in claim(ledger, clock)] == [resolved], "what failed for good blocks nobody"


def test_a_sent_message_is_never_claimed_again(ledger: Ledger) -> None:
    clock = Clock()
    with ledger.writing() as connection:
        message_id = put(connection, 1)
    (claimed,) = claim(ledger, clock)
    with ledger.writing() as connection:
        assert settling.settle_sent(connection, claimed, clock.pass_by(2))
    clock.pass_by(10**6)
    with ledger.writing() as connection:
        assert settling.release_expired(connection, clock(), PATIENCE) == []
        assert put(connection, 1) == message_id
    assert claim(ledger, clock) == []
    assert row(ledger, message_id)["sent_at"] == NOW + timedelta(seconds=2)
    assert outcomes(ledger, message_id) == ["sent"]


def test_tries_get_rarer_and_end_and_a_person_may_begin_again(ledger: Ledger) -> None:
    clock = Clock()
    with ledger.writing() as connection:
        message_id = put(connection, 1)
    waits = []
    for _ in range(3):
        (claimed,) = claim(ledger, clock)
        with ledger.writing() as connection:
            settling.settle_retry(connection, claimed, "HTTP 503", clock(), patience=PATIENCE)
        waits.append((row(ledger, message_id)["not_before"] - clock()).total_seconds())
        clock.pass_by(3600)
    assert 22.5 <= waits[0] <= 37.5
    assert 45 <= waits[1] <= 75
    found = row(ledger, message_id)
    assert (found["status"], found["last_error"]) == ("failed", "HTTP 503 (gave up after 3 tries)")
    with ledger.writing() as connection:
        assert waiting.retry(connection, clock()) == 1
    (claimed,) = claim(ledger, clock)
    assert claimed.attempt == 4
    with ledger.writing() as connection:
        assert settling.settle_retry(connection, claimed, "HTTP 503", clock(), patience=PATIENCE) == "retry"
    clock.pass_by(60)
    (claimed,) = claim(ledger, clock)
    with ledger.writing() as connection:
        settling.settle_sent(connection, claimed, clock())
    assert outcomes(ledger, message_id) == ["retry", "retry", "failed", "retry", "sent"]
    assert row(ledger, message_id)["last_error"] is None


def test_what_a_dead_worker_left_waits_again_when_its_lease_is_over(ledger: Ledger) -> None:
    clock = Clock()
    with ledger.writing() as connection:
        message_id = put(connection, 1)
    for _ in range(2):
        claim(ledger, clock)
        with ledger.writing() as connection:
            assert settling.release_expired(connection, clock(), PATIENCE) == [], "the lease is not over"
        clock.pass_by(PATIENCE.lease_seconds)
        with ledger.writing() as connection:
            assert settling.release_expired(connection, clock(), PATIENCE) == [message_id]
            assert settling.release_expired(connection, clock(), PATIENCE) == []
    assert outcomes(ledger, message_id) == ["unknown", "unknown"]
    assert claim(ledger, clock)[0].attempt == 3
    clock.pass_by(PATIENCE.lease_seconds)
    with ledger.writing() as connection:
        settling.release_expired(connection, clock(), PATIENCE)
    assert row(ledger, message_id)["status"] == "failed", "a message that kills every worker ends as well"


def test_a_worker_whose_lease_was_lost_settles_nothing_of_anothers(ledger: Ledger) -> None:
    clock = Clock()
    with ledger.writing() as connection:
        message_id = put(connection, 1)
    (slow,) = claim(ledger, clock, "slow")
    clock.pass_by(PATIENCE.lease_seconds)
    with ledger.writing() as connection:
        settling.release_expired(connection, clock(), PATIENCE)
    (quick,) = claim(ledger, clock, "quick")
    with ledger.writing() as connection:
        assert not settling.settle_failed(connection, slow, "HTTP 400", clock())
        assert settling.settle_retry(connection, slow, "HTTP 500", clock(), patience=PATIENCE) is None
        assert not settling.settle_sent(connection, slow, clock())
    assert row(ledger, message_id)["claimed_by"] == "quick"
    assert outcomes(ledger, message_id) == ["sent"], "what was unknown is known now"
    with ledger.writing() as connection:
        assert settling.settle_sent(connection, quick, clock())
    assert outcomes(ledger, message_id) == ["sent", "sent"]


def test_a_late_success_spares_the_next_try(ledger: Ledger) -> None:
    clock = Clock()
    with ledger.writing() as connection:
        message_id = put(connection, 1)
    (slow,) = claim(ledger, clock)
    clock.pass_by(PATIENCE.lease_seconds)
    with ledger.writing() as connection:
        settling.release_expired(connection, clock(), PATIENCE)
        settling.settle_sent(connection, slow, clock())
    assert row(ledger, message_id)["status"] == "sent"
    assert claim(ledger, clock) == []


def test_a_message_may_be_dropped_until_it_is_sent(ledger: Ledger) -> None:
    clock = Clock()
    with ledger.writing() as connection:
        ids = [put(connection, number) for number in range(3)]
    (claimed,) = claim(ledger, clock)
    others = [name for name in ids if name != claimed.message_id]
    with ledger.writing() as connection:
        assert waiting.drop(connection, clock(), claimed.message_id) == 0
        assert waiting.drop(connection, clock(), others[0]) == 1
    assert [c.message_id for c in claim(ledger, clock, limit=5)] == [others[1]]


def test_old_bodies_are_emptied_and_what_still_waits_is_not(ledger: Ledger) -> None:
    clock = Clock()
    with ledger.writing() as connection:
        ids = [put(connection, number) for number in range(2)]
    (claimed,) = claim(ledger, clock)
    with ledger.writing() as connection:
        settling.settle_sent(connection, claimed, clock())
        assert waiting.forget_bodies(connection, clock() + HOUR) == 1
        assert waiting.retry(connection, clock(), claimed.message_id) == 0
    with ledger.reading() as connection:
        bodies = {name: waiting.body(connection, name) for name in ids}
    assert [name for name, body in bodies.items() if not body] == [claimed.message_id]


def test_waits_double_are_spread_by_the_id_and_never_longer_than_the_longest() -> None:
    patience = Patience()
    table = [patience.wait("m", attempt).total_seconds() for attempt in range(1, 57)]
    for attempt, seconds in enumerate(table, 1):
        plain = min(3600, 30 * 2 ** (attempt - 1))
        assert 0.75 * plain <= seconds <= 1.25 * plain
    assert table == [patience.wait("m", attempt).total_seconds() for attempt in range(1, 57)]
    assert 40 * 3600 < sum(table[:-1]) < 58 * 3600, "about two days"
    crowd = [patience.wait(f"m{n}", 1).total_seconds() for n in range(400)]
    assert max(Counter(int(seconds) for seconds in crowd).values()) < 60, "they do not come back together"
    assert patience.wait("m", 1, timedelta(minutes=10)) == timedelta(minutes=10)
    assert patience.wait("m", 1, timedelta(days=400)) == LONGEST_ASKED
    assert patience.wait("m", 1, timedelta(0)) < timedelta(minutes=1)


def test_no_two_of_many_workers_ever_get_the_same_message(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        for number in range(120):
            put(connection, number)
    taken: list[str] = []
    clock = Clock()

    def work(name: str) -> None:
        while claims := claim(ledger, clock, name, 2):
            taken.extend(c.message_id for c in claims)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # SKIP LOCKED may show a worker nothing while others hold what is left; nothing is taken twice.
    assert len(taken) == len(set(taken)) == 120


def test_attempts_only_grow(ledger: Ledger) -> None:
    clock = Clock()
    with ledger.writing() as connection:
        put(connection, 1)
    (claimed,) = claim(ledger, clock)
    with ledger.writing() as connection:
        settling.settle_retry(connection, claimed, "HTTP 500", clock.pass_by(1), patience=PATIENCE)
        (attempt,) = connection.execute(sa.select(delivery_attempts)).mappings().all()
    assert (attempt["number"], attempt["worker"], attempt["error"]) == (1, "w1", "HTTP 500")
    assert (attempt["started_at"], attempt["recorded_at"]) == (NOW, NOW + timedelta(seconds=1))
