"""Any of the services that apprise knows, by its URL. An extra: voicehouse[apprise].

apprise connects by itself: neither the check of addresses nor the limit of time holds, which is why the channel must
say allow_private. It answers yes or no, so that every no is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from orchestration.delivery.channels.base import Channel, Send, secret
from orchestration.delivery.outcomes import Refused, Retry
from orchestration.ledger.outbox import Claim


@dataclass(frozen=True, kw_only=True)
class Apprise(Channel):
    """Args:
    url_env: the variable with the service's URL, as apprise writes it.
    allow_private: must be true, see the module.
    """

    kind: ClassVar[str] = "apprise"
    url_env: str
    allow_private: bool

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.url_env,)

    @contextmanager
    def open(self) -> Iterator[Send]:
        try:
            import apprise
        except ModuleNotFoundError:
            raise Retry("apprise is not installed: install voicehouse[apprise]", is_channel=True) from None
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # It logs URLs and what services answer.
        service = apprise.Apprise()
        if not service.add(secret(self.url_env)):
            raise Retry(f"{self.url_env} holds no URL that apprise knows", is_channel=True)
        yield lambda claim: _notify(service, claim)


def _notify(service: Any, claim: Claim) -> None:
    formats = {"text/plain": "text", "text/html": "html", "text/markdown": "markdown"}
    body_format = formats.get(claim.content_type.partition(";")[0].strip().lower())
    if body_format is None:
        raise Refused(f"apprise takes text, not {claim.content_type}")
    if not service.notify(title=claim.subject, body=claim.body.decode(), body_format=body_format):
        raise Retry("the service did not take it")
