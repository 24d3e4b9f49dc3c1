"""Who makes the words of a digest: the project's own, imported when one is made, or a stand-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from orchestration.digests.facts import Freshness
from orchestration.ledger import episodes
from orchestration.ledger.store import Ledger
from orchestration.messages.message import Message
from orchestration.subscriptions.model import Edition

MOST_EPISODES = 500


class Compose(Protocol):
    def __call__(
        self,
        published: Path,
        warehouse: Any | None,
        edition: Edition,
        *,
        report_url: str = "",
        owners: Mapping[str, str] = ...,
        episodes: Sequence[Mapping[str, Any]] = ...,
    ) -> Message:
        """The digest in the edition's language; without the warehouse without quotes and accounts."""


class Delayed(Protocol):
    def __call__(self, edition: Edition, state: Freshness, /, *, report_url: str = "") -> Message:
        """The note that an edition is late, and how far the data reach."""


@dataclass(frozen=True)
class Composer:
    """See orchestration/digests/compose.py.

    Args:
        is_empty: nobody answered.
    """

    compose: Compose
    delayed: Delayed
    is_empty: Callable[[Path, Edition], bool]


def known_episodes(ledger: Ledger) -> Sequence[Mapping[str, Any]]:
    """What the alert rules have found, as it stands now."""
    with ledger.reading() as connection:
        return [dict(row) for row in episodes.spoken_of(connection, MOST_EPISODES)]


def project_composer() -> Composer:
    # Imported when it is needed: charts, pandas and templates are slow to import.
    from orchestration.digests import compose as words

    return Composer(words.compose, words.compose_delayed, words.is_empty)
