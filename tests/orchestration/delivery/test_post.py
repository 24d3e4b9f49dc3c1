"""One POST: to the address that was checked, with the certificate of the name, and never for longer than it may."""

from __future__ import annotations

import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.delivery.outcomes import Refused, Retry
from orchestration.delivery.post import Answer, judge, post, retry_after
from tests.orchestration.delivery import certificate, hook_server
from tests.orchestration.delivery.conftest import NAME, Names
from tests.orchestration.delivery.hook_server import HookServer, Reply

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def send(url: str, seconds: float = 5.0, ca_file: Path | None = None) -> Answer:
    return post(url, b"{}", {"Content-Type": "application/json"}, seconds, allow_private=True, ca_file=ca_file)


def test_the_connection_goes_to_the_checked_address_and_keeps_the_name(
    certified: tuple[Path, ssl.SSLContext], names: tuple[Names, list[str]]
) -> None:
    """A second look-up could answer another address than the one that was checked."""
    known, asked = names
    known[NAME] = ["127.0.0.1"]
    with hook_server.serving(certified[1]) as hooks:
        answer = send(hooks.url("/hook", NAME, "https"), ca_file=certified[0])
        assert answer.status == 200
        assert asked == [NAME], "looked up once"
        assert hooks.names == [NAME], "the name is in TLS"
        assert hooks.asked[0].headers["host"] == f"{NAME}:{hooks.port}"


def test_the_next_address_is_tried_when_one_does_not_answer(hooks: HookServer, names: tuple[Names, list[str]]) -> None:
    names[0]["two.example.test"] = ["127.0.0.9", "127.0.0.1"]  # The server listens on the second only.
    assert send(hooks.url(host="two.example.test")).status == 200


def test_a_certificate_that_is_not_trusted_or_of_another_name_stops_the_channel(
    certified: tuple[Path, ssl.SSLContext], names: tuple[Names, list[str]], tmp_path: Path
) -> None:
    names[0][NAME] = names[0]["other.example.test"] = ["127.0.0.1"]
    another, _ = certificate.make(tmp_path, NAME)
    with hook_server.serving(certified[1]) as hooks:
        for url, ca_file in [
            (hooks.url("/", "other.example.test", "https"), certified[0]),
            (hooks.url("/", NAME, "https"), None),
            (hooks.url("/", NAME, "https"), another),
        ]:
            with pytest.raises(Retry, match="not trusted") as refused:
                send(url, ca_file=ca_file)
            assert refused.value.is_channel
        assert hooks.asked == []


def test_a_proxy_of_the_environment_does_not_get_the_message(
    hooks: HookServer, monkeypatch: pytest.MonkeyPatch, unused_port: int
) -> None:
    for name in ("http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port}")
    assert send(hooks.url()).status == 200


def test_a_redirect_is_not_followed(hooks: HookServer) -> None:
    hooks.replies["/hook"].append(Reply(307, headers=(("Location", "/elsewhere"),)))
    answer = send(hooks.url())
    with pytest.raises(Refused, match="HTTP 307: redirects are not followed"):
        judge(answer)
    assert hooks.to("/elsewhere") == []


def test_nobody_there_is_about_the_channel(unused_port: int) -> None:
    with pytest.raises(Retry, match="no connection") as refused:
        send(f"http://127.0.0.1:{unused_port}/secret")
    assert refused.value.is_channel
    assert "secret" not in refused.value.reason


def test_a_receiver_that_hangs_up_is_about_this_try(hooks: HookServer) -> None:
    hooks.replies["/hook"].append(Reply(0, is_silent=True))
    with pytest.raises(Retry, match="connection broke") as refused:
        send(hooks.url())
    assert not refused.value.is_channel


@pytest.mark.parametrize(
    "reply",
    [Reply(200, seconds_before=5), Reply(200, headers=(("X", "x" * 100),), seconds_a_byte=0.1)],
    ids=["silent", "trickling"],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_receiver_that_takes_its_time_does_not_get_more_than_the_limit(
    reply: Reply, scheme: str, certified: tuple[Path, ssl.SSLContext], names: tuple[Names, list[str]]
) -> None:
    """Each byte in time would keep a time-out per read from ever coming."""
    names[0][NAME] = ["127.0.0.1"]
    with hook_server.serving(certified[1] if scheme == "https" else None) as hooks:
        hooks.replies["/hook"].append(reply)
        began = time.monotonic()
        with pytest.raises(Retry, match=r"no answer in time") as refused:
            send(hooks.url("/hook", NAME, scheme), seconds=0.5, ca_file=certified[0])
        assert time.monotonic() - began < 3
        assert refused.value.is_channel


def test_an_answer_whose_body_never_ends_is_an_answer(hooks: HookServer) -> None:
    """It said 200: trying again would be a second message."""
    hooks.replies["/hook"].append(Reply(200, b"x" * 100, (("Y", "y"),), seconds_a_byte=0.1))
    began = time.monotonic()
    judge(send(hooks.url(), seconds=0.5))
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_two_hundred_and_something_is_taken(status: int) -> None:
    judge(Answer(status, None, ""))


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_be_different_later_is_tried_again(status: int) -> None:
    with pytest.raises(Retry, match=f"HTTP {status}") as refused:
        judge(Answer(status, None, ""))
    assert refused.value.is_channel == (status == 429)


@pytest.mark.parametrize("status", [300, 302, 308, 400, 401, 403, 404, 410, 413, 422])
def test_anything_else_is_for_good(status: int) -> None:
    with pytest.raises(Refused, match=f"HTTP {status}"):
        judge(Answer(status, None, ""))


def test_how_long_the_receiver_wants_peace_is_respected() -> None:
    with pytest.raises(Retry) as refused:
        judge(Answer(503, "120", ""), NOW)
    assert refused.value.asked == timedelta(seconds=120)
    assert refused.value.is_channel
    assert retry_after("Mon, 02 Mar 2026 09:05:00 GMT", NOW) == timedelta(minutes=5)
    assert retry_after("Mon, 02 Mar 2026 08:00:00 GMT", NOW) == timedelta(0)
    assert [retry_after(text, NOW) for text in (None, "", "soon", "-3", "1e9", "9" * 40)] == [None] * 6


def test_of_the_answer_only_a_code_word_is_kept(hooks: HookServer) -> None:
    hooks.replies["/hook"] += [Reply(403, b"no_service"), Reply(400, b"cannot parse: mia@example.org is angry")]
    with pytest.raises(Refused, match=r"^HTTP 403 no_service$"):
        judge(send(hooks.url()))
    with pytest.raises(Refused, match=r"^HTTP 400$"):
        judge(send(hooks.url()))
