"""Reading pages of ready JSON from the store, and the checks of parameters that vendors share."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import orjson

from sample_company.numbers import position
from sample_company.server.http import Reply
from sample_company.store import connect

END = (1 << 63) - 1
Item = tuple[int, bytes]


class BadRequestError(Exception):
    """A parameter that the vendor would refuse; the text says which."""


class Pages:
    """Range scans over one company's records. `now` is read anew for every request: days may pass while we serve."""

    def __init__(self, path: Path, *, shuffled: bool = False) -> None:
        self.db = connect(path)
        self._order = Random(1) if shuffled else None
        self.db.execute("pragma query_only = on")
        self.db.execute("pragma mmap_size = 4000000000")
        self._counts: dict[tuple[int, str, int, int], int] = {}

    def now(self) -> int:
        """The simulated instant, in seconds."""
        return int(self.db.execute("select value from meta where key = 'now'").fetchone()[0])

    def meta(self, key: str) -> int:
        """A fixed setting of the company."""
        return int(self.db.execute("select value from meta where key = ?", (key,)).fetchone()[0])

    def page(
        self,
        resource: str,
        low: int,
        high: int,
        limit: int,
        *,
        newest_first: bool = False,
        tags: tuple[str, ...] = (),
        without: tuple[str, ...] = (),
        offset: int = 0,
    ) -> list[Item]:
        """Up to `limit` records with low <= position < high as (position, JSON)."""
        chosen = f"and tag in ({','.join('?' * len(tags))})" if tags else ""
        refused = f"and tag not in ({','.join('?' * len(without))})" if without else ""
        order = "desc" if newest_first else "asc"
        return self.db.execute(
            f"select pos, body from {resource} where pos >= ? and pos < ? {chosen} {refused} "
            f"order by pos {order} limit ? offset ?",
            (low, high, *tags, *without, limit, offset),
        ).fetchall()

    def joined(self, items: list[Item], *, in_order: bool = False) -> bytes:
        """The records of a page as the inside of a JSON array; their last stays last, since clients page by it."""
        bodies = [body for _, body in items]
        if self._order and not in_order:
            last = bodies[-1:]
            bodies = bodies[:-1]
            self._order.shuffle(bodies)
            bodies += last
        return b",".join(bodies)

    def count(self, resource: str, low: int, high: int) -> int:
        """How many records lie in the range; kept until the next simulated day."""
        key = (self.now(), resource, low, high)
        if key not in self._counts:
            if len(self._counts) > 1_000:
                self._counts.clear()
            query = f"select count(*) from {resource} where pos >= ? and pos < ?"
            self._counts[key] = self.db.execute(query, (low, high)).fetchone()[0]
        return self._counts[key]

    def exists(self, resource: str, pos: int) -> bool:
        """Whether a record stands at this position."""
        return self.db.execute(f"select 1 from {resource} where pos = ?", (pos,)).fetchone() is not None


def error(status: int, body: object, headers: dict[str, str] | None = None) -> Reply:
    """A vendor's error as JSON."""
    return Reply(orjson.dumps(body), status, headers or {})


def whole(name: str, text: str | None, default: int, low: int, high: int) -> int:
    """A whole-number parameter within its bounds."""
    if text is None:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        raise BadRequestError(f"Invalid {name}: must be an integer between {low} and {high}")
    return int(text)


def instant(name: str, text: str) -> int:
    """Seconds from an ISO instant (UTC when it has no zone) or from seconds."""
    if text.isdecimal():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadRequestError(f"Invalid {name}: {text!r} is neither an ISO 8601 instant nor Unix seconds") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def first_at(second: int) -> int:
    """The lowest position at or after a second."""
    return position(max(0, min(second, (1 << 31) - 1)), 0)
