"""The errors of this package. Each says what was wrong, where, and what to do next; none quotes a record or a token."""

from __future__ import annotations


class IngestionError(Exception):
    """Base of every error that a user of this package may meet."""


class LoadError(IngestionError):
    """A load stopped. Nothing of it is visible: no rows, no cursor, no ledger entry.

    Args:
        what: what was wrong, one sentence.
        where: tool, resource and, where there is one, the address or file.
        what_to_do: the next step for a person.
    """

    def __init__(self, what: str, where: str, what_to_do: str) -> None:
        self.what = what
        self.where = where
        self.what_to_do = what_to_do
        super().__init__(f"{where}: {what} {what_to_do}")


class SettingsError(IngestionError):
    """A setting is missing or unreadable."""


class UnknownSource(IngestionError):  # noqa: N818 - reads as what happened
    """No source package has this name."""


class LockHeld(IngestionError):  # noqa: N818 - reads as what happened
    """Another process is writing to the warehouse.

    Attributes:
        pid: the holder's process id, or None when the holder has not written it yet.
        command: the holder's command line.
        since: when it took the lock, ISO 8601 in UTC.
    """

    def __init__(self, path: str, pid: int | None, command: str, since: str) -> None:
        self.path = path
        self.pid = pid
        self.command = command
        self.since = since
        holder = f"process {pid} ({command}) since {since}" if pid else "another process"
        super().__init__(
            f"The warehouse is being written by {holder}. Wait for it, or stop it; {path} needs no removal."
        )
