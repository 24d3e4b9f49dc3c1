"""Where the digests of a channel of kind file are. Does not belong here: making them."""

from __future__ import annotations

from pathlib import Path

from orchestration.lib.settings import Settings


def newest_digest(settings: Settings) -> Path | None:
    """The page of the digest that went into a folder last, or None."""
    from orchestration.delivery.channels.file import File
    from orchestration.delivery.configured import configured_channels
    from orchestration.ledger import waiting
    from orchestration.ledger.store import opened

    folders = {name: each for name, each in configured_channels(settings).items() if isinstance(each, File)}
    with opened(settings) as ledger, ledger.reading() as connection:
        rows = waiting.of_kind(connection, "digest", list(folders))
    for row in rows:
        page = folders[row["channel"]].place(row["message_id"], row["enqueued_at"]).with_suffix(".html")
        if page.is_file():
            return page
    return None
