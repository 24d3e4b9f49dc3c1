"""Slack, Teams, PagerDuty, webhooks: what goes over the wire, and that no secret is anywhere else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from orchestration.delivery.channels.base import Channel
from orchestration.delivery.channels.hooks import PagerDuty, Slack, Teams, Webhook, signature
from orchestration.delivery.outcomes import Retry
from orchestration.delivery.worker import DrainReport, drain
from orchestration.ledger import waiting
from orchestration.ledger.store import Ledger
from tests.orchestration.delivery.hook_server import HookServer, Reply
from tests.orchestration.ledger.said import Clock, Look, put

BODY = b'{"text": "NPS of support fell to 12.5", "unicode": "\xc3\xa9"}'
LOOK = Look("NPS fell", "application/json", BODY)


def channels(hooks: HookServer, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Channel]:
    monkeypatch.setenv("SLACK_WEBHOOK_URL", hooks.url("/slack/T0/secret-of-slack"))
    monkeypatch.setenv("TEAMS_WEBHOOK_URL", hooks.url("/workflows/1?sig=secret-of-teams"))
    monkeypatch.setenv("PAGERDUTY_KEY", "secret-of-pagerduty")
    monkeypatch.setenv("HOOK_SECRET", "secret-of-hook")
    own: dict[str, Any] = {"allow_private": True, "timeout_seconds": 2.0}
    return {
        "chat": Slack(name="chat", url_env="SLACK_WEBHOOK_URL", **own),
        "teams": Teams(name="teams", url_env="TEAMS_WEBHOOK_URL", **own),
        "pager": PagerDuty(name="pager", routing_key_env="PAGERDUTY_KEY", url=hooks.url("/v2/enqueue"), **own),
        "hook": Webhook(name="hook", url=hooks.url("/hook"), secret_env="HOOK_SECRET", **own),
    }


def test_each_receiver_gets_the_frozen_bytes_and_the_ledger_no_secret(
    ledger: Ledger, hooks: HookServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    declared = channels(hooks, monkeypatch)
    with ledger.writing() as connection:
        ids = {name: put(connection, 1, channel, name, LOOK, thread="episode") for name, channel in declared.items()}
    report = drain(ledger, declared, Clock())
    assert (report.sent, report.is_clean) == (4, True)
    slack, teams, pager, hook = (
        hooks.to(path)[0]
        for path in ("/slack/T0/secret-of-slack", "/workflows/1?sig=secret-of-teams", "/v2/enqueue", "/hook")
    )
    assert slack.body == teams.body == hook.body == BODY
    assert {asked.headers["content-type"] for asked in hooks.asked} == {"application/json"}
    event = json.loads(pager.body)
    assert event == json.loads(BODY) | {"routing_key": "secret-of-pagerduty", "dedup_key": "episode"}
    assert hook.headers["idempotency-key"] == hook.headers["webhook-id"] == ids["hook"]
    signed = f"{ids['hook']}.{hook.headers['webhook-timestamp']}.".encode() + BODY
    expected = base64.b64encode(hmac.new(b"secret-of-hook", signed, hashlib.sha256).digest()).decode()
    assert hook.headers["webhook-signature"] == f"v1,{expected}"
    assert "secret-of" not in everything(ledger) + caplog.text + repr(declared)


def test_failures_name_codes_and_never_a_url_or_a_secret(
    ledger: Ledger, hooks: HookServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    declared = channels(hooks, monkeypatch)
    hooks.replies["/slack/T0/secret-of-slack"].append(Reply(404, b"no_service"))
    hooks.replies["/workflows/1?sig=secret-of-teams"].append(Reply(500, b"secret-of-teams at /workflows"))
    hooks.replies["/v2/enqueue"].append(Reply(400, b'{"message": "secret-of-pagerduty"}'))
    hooks.replies["/hook"].append(Reply(0, is_silent=True))
    with ledger.writing() as connection:
        for name, channel in declared.items():
            put(connection, 1, channel, name, LOOK)
    report = drain(ledger, declared, Clock())
    assert (report.sent, report.retried, report.failed) == (0, 2, 2)
    assert "HTTP 404 no_service" in everything(ledger)
    assert "secret-of" not in everything(ledger) + caplog.text + str(report)
    assert "127.0.0.1" not in everything(ledger)


def test_a_receiver_that_asks_for_peace_gets_it(
    ledger: Ledger, hooks: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = {"hook": channels(hooks, monkeypatch)["hook"]}
    hooks.replies["/hook"].append(Reply(429, headers=(("Retry-After", "900"),)))
    clock = Clock()
    with ledger.writing() as connection:
        for number in range(3):
            put(connection, number, declared["hook"], "hook", LOOK)
    report = drain(ledger, declared, clock)
    assert (len(hooks.asked), report.retried, report.troubles) == (1, 1, {"hook": "HTTP 429"})
    with ledger.reading() as connection:
        (late,) = [m for m in waiting.in_status(connection, ["waiting"], 9) if m["attempts"]]
    assert late["not_before"] == clock() + timedelta(seconds=900)
    assert drain(ledger, declared, clock).sent == 2, "the next drain tries the channel again with the others"
    clock.pass_by(899)
    assert drain(ledger, declared, clock).sent == 0
    clock.pass_by(1)
    assert drain(ledger, declared, clock).sent == 1


def test_a_repeat_has_the_same_key_and_bytes_and_a_signature_of_its_own_time(
    ledger: Ledger, hooks: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = {"hook": channels(hooks, monkeypatch)["hook"]}
    hooks.replies["/hook"].append(Reply(500))
    clock = Clock()
    with ledger.writing() as connection:
        put(connection, 1, declared["hook"], "hook", LOOK)
    drain(ledger, declared, clock)
    clock.pass_by(60)
    drain(ledger, declared, clock)
    first, second = hooks.asked
    assert first.body == second.body
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    for asked in hooks.asked:
        stamp = int(asked.headers["webhook-timestamp"])
        assert asked.headers["webhook-signature"] == signature(
            "secret-of-hook", asked.headers["webhook-id"], stamp, asked.body
        )


def test_a_pagers_own_dedup_key_stands(ledger: Ledger, hooks: HookServer, monkeypatch: pytest.MonkeyPatch) -> None:
    declared = {"pager": channels(hooks, monkeypatch)["pager"]}
    look = Look("s", "application/json", b'{"dedup_key": "theirs", "routing_key": "wrong", "event_action": "resolve"}')
    with ledger.writing() as connection:
        put(connection, 1, declared["pager"], "pager", look)
        put(connection, 2, declared["pager"], "pager", Look("s", "application/json", b"[1]"))
        put(connection, 3, declared["pager"], "pager", Look("s", "application/json", b"not json"))
    report = drain(ledger, declared, Clock())
    assert (report.sent, report.failed) == (1, 2)
    event = json.loads(hooks.asked[0].body)
    assert event == {"dedup_key": "theirs", "routing_key": "secret-of-pagerduty", "event_action": "resolve"}


def test_the_signature_is_the_standards_own_example() -> None:
    """From the specification of Standard Webhooks: known key, id, time, body and result."""
    assert (
        signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )
    with pytest.raises(Retry, match="base64"):
        signature("whsec_***", "m", 1, b"")


def test_a_channel_whose_secret_is_not_set_is_left_alone_and_says_so(
    ledger: Ledger, hooks: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = channels(hooks, monkeypatch)
    monkeypatch.setenv("SLACK_WEBHOOK_URL", "")
    with ledger.writing() as connection:
        for name, channel in declared.items():
            put(connection, 1, channel, name, LOOK)
    report: DrainReport = drain(ledger, declared, Clock())
    assert report.troubles == {"chat": "SLACK_WEBHOOK_URL is not set"}
    assert (report.sent, report.due) == (3, 1)
    with ledger.reading() as connection:
        (left,) = waiting.in_status(connection, ["waiting"], 9)
    assert left["attempts"] == 0, "a message is not to blame for a missing setting"


def everything(ledger: Ledger) -> str:
    """All that the ledger shows of messages and tries."""
    with ledger.reading() as connection:
        rows = waiting.in_status(connection, ["waiting", "sending", "sent", "failed"], 99)
        tries = [dict(a) for row in rows for a in waiting.attempts(connection, row["message_id"])]
        return str([dict(row) for row in rows]) + str(tries)
