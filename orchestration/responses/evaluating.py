"""One look of every 1-to-1 report at the marts as they stand, after they were published."""

from __future__ import annotations

from datetime import UTC, datetime

from orchestration.alerts.rounds.book import read_book
from orchestration.alerts.rounds.evaluating import read_clock
from orchestration.ledger import evaluations
from orchestration.ledger.store import opened
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import reading
from orchestration.responses import rounds
from orchestration.responses.configured import require_reports
from orchestration.responses.sending import Sent

FAMILY = "responses"


def evaluate(settings: Settings) -> Sent:
    """Send what is new into the outbox. The caller holds the writer lock: the warehouse is opened.

    Raises:
        UserError: subscriptions, rules, registries or ledger cannot be used; says why.
    """
    book = read_book(settings)
    reports = require_reports(settings)
    with opened(settings) as ledger, reading(settings.warehouse) as connection:
        clock = read_clock(connection)
        is_ok, sent = False, Sent()
        try:
            sent = rounds.run(connection, ledger, book, reports, clock)
            is_ok = True
        finally:
            # A look that fails is written down, so that it is not taken for one that found nothing.
            with ledger.writing() as transaction:
                now = datetime.now(UTC)
                evaluations.record(transaction, FAMILY, clock.as_of, is_ok, len(reports), sent.responses, now)
    return sent
