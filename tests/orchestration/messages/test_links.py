"""Signed links: only ours are good, for thirty days, and they name nobody."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from orchestration.messages.links import Answer, ExpiredLinkError, ForgedLinkError, read, signed, urls

SECRET = "a secret of these tests, long enough"
AT = datetime(2026, 8, 10, 6, 12, tzinfo=UTC)
ANSWER = Answer("case", "3f2a1b09aa", "contacted", "support_lead")


def test_a_link_says_what_it_was_made_for() -> None:
    assert read(signed(ANSWER, SECRET, AT), SECRET, AT + timedelta(days=29)) == ANSWER


def test_the_same_answer_at_the_same_time_is_the_same_link_so_that_bytes_stay_frozen() -> None:
    assert signed(ANSWER, SECRET, AT) == signed(ANSWER, SECRET, AT)


def test_after_thirty_days_it_is_too_old() -> None:
    with pytest.raises(ExpiredLinkError):
        read(signed(ANSWER, SECRET, AT), SECRET, AT + timedelta(days=30, seconds=1))


def test_another_secret_and_every_changed_character_are_found_out() -> None:
    token = signed(ANSWER, SECRET, AT)
    with pytest.raises(ForgedLinkError):
        read(token, "another secret, long enough as well", AT)
    for place in range(len(token) - 1):  # The last character of base64 has bits that say nothing.
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(ForgedLinkError):
            read(changed, SECRET, AT)
    for nonsense in ("", ".", "a.b", token[:-5], token * 2, "ä", "." * 5000):
        with pytest.raises(ForgedLinkError):
            read(nonsense, SECRET, AT)


def test_a_token_of_another_secret_user_is_not_ours_even_with_the_same_secret() -> None:
    from itsdangerous import URLSafeSerializer

    other = URLSafeSerializer(SECRET, salt="something else").dumps([1, "case", "3f2a1b09aa", "contacted", "x", 0])
    with pytest.raises(ForgedLinkError):
        read(other, SECRET, AT)


def test_a_link_holds_ids_and_an_owners_name_only() -> None:
    payload = signed(ANSWER, SECRET, AT).split(".")[0]
    text = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    assert text == f'[1,"case","3f2a1b09aa","contacted","support_lead",{int(AT.timestamp())}]'
    for wrong in (
        ("case", "id", "contacted", "anna@example.org"),
        ("case", "a/b", "contacted", "x"),
        ("case", "id", "snooze", "x"),
    ):
        with pytest.raises(ValueError, match=r"link names|can be answered"):
            Answer(*wrong)


def test_without_a_public_address_there_are_no_links() -> None:
    assert urls(None, SECRET, "episode", "e1", "support_lead", AT) == {}
    found = urls("https://voice.example.org/", SECRET, "episode", "e1", "support_lead", AT)
    assert list(found) == ["acknowledge", "snooze"]
    assert all(url.startswith("https://voice.example.org/confirm/") for url in found.values())


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        signed(ANSWER, "short", AT)
