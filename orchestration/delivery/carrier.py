"""One channel's thread in a drain: claim, send, settle, until nothing is due or the channel is in trouble."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from orchestration.delivery.channels.base import Channel, Send
from orchestration.delivery.outcomes import DeliveryError, Retry
from orchestration.delivery.tally import Tally
from orchestration.delivery.trying import Outcome, outcome_of, settle, try_send
from orchestration.ledger import outbox
from orchestration.ledger.backoff import Patience
from orchestration.ledger.outbox import Claim
from orchestration.ledger.store import Ledger
from orchestration.ledger.waiting import channels_with_work

POLL_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
IN_A_ROW = 5  # Failures of single messages that say the channel is at fault after all.
SETTLE_TRIES = 4  # A message that went out must not be sent again because the ledger blinked.


@dataclass
class Carrier:
    """See the module. `end` is in seconds of time.monotonic(); None: leave when nothing is due."""

    ledger: Ledger
    channel: Channel
    now: Callable[[], datetime]
    worker: str
    tally: Tally
    patience: Patience
    stop: threading.Event
    end: float | None = None
    failures: int = 0

    def work(self) -> None:
        """Until the drain is over for this channel."""
        while not self.is_over:
            trouble = self._burst()
            if trouble is not None:
                self.tally.trouble(self.channel.name, trouble.reason)
            if self.end is None:
                return
            self.stop.wait(min(self._pause(trouble), max(0.0, self.end - time.monotonic())))

    @property
    def is_over(self) -> bool:
        return self.stop.is_set() or (self.end is not None and time.monotonic() >= self.end)

    def _burst(self) -> Outcome | None:
        """Send what is due; the trouble that ended it, or None."""
        claim = self._next(None, None)
        if claim is None:
            return None
        try:
            with self.channel.open() as send:
                return self._send_all(send, claim)
        except DeliveryError as error:
            # The channel could not even be opened: the message that was claimed for it has been tried.
            trouble = outcome_of(error)
            self._next(claim, trouble, is_last=True)
            self.failures += 1
            return trouble

    def _send_all(self, send: Send, first: Claim) -> Outcome | None:
        claim: Claim | None = first
        while claim is not None:
            outcome = self._try(send, claim)
            self.failures = 0 if outcome.kind != outbox.RETRY else self.failures + 1
            is_trouble = outcome.is_channel or self.failures >= IN_A_ROW
            claim = self._next(claim, outcome, is_last=is_trouble)
            if is_trouble:
                return outcome
            if outcome.kind == outbox.SENT:
                self.tally.no_trouble(self.channel.name)
        return None

    def _try(self, send: Send, claim: Claim) -> Outcome:
        # A machine that slept between claim and send has no time left to send alone.
        if self.now() + timedelta(seconds=self.channel.timeout_seconds) > claim.until:
            return outcome_of(Retry("the lease was too short to send"))
        return try_send(send, claim)

    def _next(self, claim: Claim | None, outcome: Outcome | None, is_last: bool = False) -> Claim | None:
        """Settle one message and claim another, in one transaction."""
        wants = not is_last and not self.is_over and self.tally.may_try()
        for number in range(SETTLE_TRIES):
            try:
                became, claimed = self._settle_and_claim(claim, outcome, wants)
                break
            except sa.exc.DBAPIError:
                if number == SETTLE_TRIES - 1:
                    raise
                time.sleep(0.2 * 2**number)
        if wants and claimed is None:
            self.tally.give_back()
        if became is not None:
            self.tally.count(became)
        return claimed

    def _settle_and_claim(
        self, claim: Claim | None, outcome: Outcome | None, wants: bool
    ) -> tuple[str | None, Claim | None]:
        if claim is None and not self._has_work():
            return None, None
        with self.ledger.writing() as connection:
            now = self.now()
            became = None
            if claim is not None and outcome is not None:
                became = settle(connection, claim, outcome, now, self.patience)
            if not wants:
                return became, None
            claims = outbox.claim(connection, self.worker, now, [self.channel.name], 1, self.patience)
            return became, claims[0] if claims else None

    def _has_work(self) -> bool:
        # Looking costs nobody anything; claiming locks an SQLite file.
        with self.ledger.reading() as connection:
            return self.channel.name in channels_with_work(connection, self.now())

    def _pause(self, trouble: Outcome | None) -> float:
        if trouble is None:
            return POLL_SECONDS
        asked = trouble.asked.total_seconds() if trouble.asked else 0.0
        return max(asked, min(LONGEST_PAUSE_SECONDS, self.patience.first_seconds * 2 ** min(self.failures, 10)))
