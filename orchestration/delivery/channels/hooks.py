"""Channels that are a POST of a JSON body to a URL: Slack, Microsoft Teams, PagerDuty, and anybody's own webhook.

The looks give the body; what is secret (a URL, a routing key, a signature) joins it only when it is sent.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from orchestration.delivery.channels.base import Channel, Send, secret
from orchestration.delivery.outcomes import Refused, Retry
from orchestration.delivery.post import judge, post
from orchestration.ledger.outbox import Claim


@dataclass(frozen=True, kw_only=True)
class Hook(Channel):
    """Args:
    url: where it is no secret, else `url_env` names the variable that has it.
    allow_private: the receiver is in the own network; http is allowed there.
    ca_file: certificates to trust instead of the machine's.
    """

    url: str | None = None
    url_env: str | None = None
    allow_private: bool = False
    ca_file: Path | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.url_env,) if self.url_env else ()

    @contextmanager
    def open(self) -> Iterator[Send]:
        yield self._send

    def _send(self, claim: Claim) -> None:
        url = self.url or secret(self.url_env)
        body, headers = self.request(claim)
        headers = {"Content-Type": claim.content_type, **headers}
        judge(post(url, body, headers, self.timeout_seconds, self.allow_private, self.ca_file))

    @abstractmethod
    def request(self, claim: Claim) -> tuple[bytes, dict[str, str]]:
        """Body and headers of one try."""


@dataclass(frozen=True, kw_only=True)
class Slack(Hook):
    """An incoming webhook. It knows no ids: a repeat is a second post."""

    kind: ClassVar[str] = "slack"

    def request(self, claim: Claim) -> tuple[bytes, dict[str, str]]:
        return claim.body, {}


@dataclass(frozen=True, kw_only=True)
class Teams(Hook):
    """A workflow "when a Teams webhook request is received", which posts the card. A repeat is a second card."""

    kind: ClassVar[str] = "teams"

    def request(self, claim: Claim) -> tuple[bytes, dict[str, str]]:
        return claim.body, {}


@dataclass(frozen=True, kw_only=True)
class PagerDuty(Hook):
    """Events API v2. A repeat falls on the same incident, by `dedup_key`: the message's thread."""

    kind: ClassVar[str] = "pagerduty"
    url: str | None = "https://events.pagerduty.com/v2/enqueue"
    routing_key_env: str

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.routing_key_env,)

    def request(self, claim: Claim) -> tuple[bytes, dict[str, str]]:
        try:
            event = json.loads(claim.body)
            event = {"dedup_key": claim.thread, **event, "routing_key": secret(self.routing_key_env)}
        except (ValueError, TypeError):
            raise Refused("the body is no JSON object") from None
        return json.dumps(event, sort_keys=True).encode(), {}


@dataclass(frozen=True, kw_only=True)
class Webhook(Hook):
    """Signed as standardwebhooks.com says: HMAC-SHA256 over id, time and body. A repeat has the same key and body."""

    kind: ClassVar[str] = "webhook"
    secret_env: str

    @property
    def variables(self) -> tuple[str, ...]:
        return (*super().variables, self.secret_env)

    def request(self, claim: Claim) -> tuple[bytes, dict[str, str]]:
        stamp = int(time.time())
        return claim.body, {
            "Idempotency-Key": claim.message_id,
            "webhook-id": claim.message_id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signature(secret(self.secret_env), claim.message_id, stamp, claim.body),
        }


def signature(key: str, message_id: str, stamp: int, body: bytes) -> str:
    """`v1,` and the base64 of the HMAC. A key that starts with `whsec_` is base64 itself, any other is taken as it is.

    Raises:
        Retry: the key says it is base64 and is not; for the whole channel.
    """
    raw = key.encode()
    if key.startswith("whsec_"):
        try:
            raw = base64.b64decode(key.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            raise Retry("the channel cannot be used: its secret is not base64", is_channel=True) from None
    signed = b".".join([message_id.encode(), str(stamp).encode(), body])
    return "v1," + base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
