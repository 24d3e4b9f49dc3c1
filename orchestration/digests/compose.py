"""A digest of an edition from the published file: read, put into words, drawn.

Does not belong here: whether and when it is sent (rounds/), and how it looks (orchestration/messages).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from orchestration.digests.facts import Freshness
from orchestration.digests.reading import digest as reading
from orchestration.digests.wording import digest as wording
from orchestration.language import speaking
from orchestration.lib.plots import trend
from orchestration.messages.message import Message
from orchestration.subscriptions.model import Edition


def compose(
    published: Path,
    warehouse: Any | None,
    edition: Edition,
    *,
    report_url: str = "",
    owners: Mapping[str, str] | None = None,
    episodes: Sequence[Mapping[str, Any]] = (),
) -> Message:
    """The digest in the edition's language.

    Args:
        published: the file of marts.
        warehouse: an open connection that sees the schema `restricted`; None: no comments and no customers' names.
        report_url: where the report page is; empty: no link.
        owners: titles of the registry's owners by name.
        episodes: of the ledger, which are newer than the file's.
    """
    with _open(published) as connection, speaking(edition.language):
        facts = reading.read(connection, warehouse, edition, owners or {}, episodes)
        return wording.told(facts, edition, trend.png, key(edition), thread(edition), report_url)


def compose_delayed(edition: Edition, state: Freshness, *, report_url: str = "") -> Message:
    """That the digest is late, and what is missing."""
    with speaking(edition.language):
        return wording.late(state, edition, key(edition, "delayed"), thread(edition), report_url)


def is_empty(published: Path, edition: Edition) -> bool:
    """Whether nobody answered: no metric of the audience counted anything in the period."""
    with _open(published) as connection:
        return reading.is_empty(connection, edition)


def key(edition: Edition, kind: str = "digest") -> str:
    """The same for the same audience, period and revision, in whatever language."""
    window = edition.window
    said = (
        kind,
        edition.audience.name,
        window.period_type,
        window.start.isoformat(),
        window.end.isoformat(),
        str(edition.revision),
    )
    return _hash(*said)


def thread(edition: Edition) -> str:
    """Of the audience: its digests belong together."""
    return _hash("digests", edition.audience.name)


def _hash(*said: str) -> str:
    return sha256("\x00".join(said).encode()).hexdigest()[:32]


def _open(published: Path) -> Any:
    import duckdb

    return duckdb.connect(str(published), read_only=True)
