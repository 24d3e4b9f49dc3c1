"""What goes wrong between a client and a vendor: the documented mishaps, and a hook for tests to make their own.

`documented`: each vendor counts its requests; some numbers answer 429 with `Retry-After` and some 500, and the very
same request succeeds when repeated. A small load meets a few; a load of thousands of pages meets few more, so waiting
does not grow with size. `harsh` strikes every tenth request. `shuffled` refuses nothing but mixes the records inside
each page (not Stripe events, whose order is the vendor's promise). A real limit per time can be set on top of any.
"""

import time
from collections import Counter, deque
from collections.abc import Callable

import orjson

from sample_company.errors import SampleCompanyError
from sample_company.server.http import Reply, Request

Intercept = Callable[[Request], Reply | None]
KINDS = ("none", "documented", "harsh", "shuffled")
_LIMITED_AT, _LIMITED_EVERY = {7, 61, 401, 2_503}, 5_003
_FAILED_AT, _FAILED_EVERY = {11, 97, 997}, 7_001


class Faults:
    """Decides before a vendor answers. `limits` gives a vendor (requests, seconds) as a sliding window."""

    def __init__(self, kind: str = "documented", limits: dict[str, tuple[int, float]] | None = None) -> None:
        if kind not in KINDS:
            raise SampleCompanyError(f"Unknown faults {kind!r}: choose one of {', '.join(KINDS)}.")
        self.kind, self.limits = kind, limits or {}
        self.seen: Counter[str] = Counter()
        self.recent: dict[str, deque[float]] = {vendor: deque() for vendor in self.limits}

    def before(self, request: Request) -> Reply | None:
        """A mishap instead of the answer, or None."""
        wait = self._over_limit(request.vendor)
        if wait:
            return too_many(wait)
        if self.kind in ("none", "shuffled"):
            return None
        self.seen[request.vendor] += 1
        number = self.seen[request.vendor]
        if self.kind == "harsh" and number % 10 == 3:
            return too_many(1) if number % 20 == 3 else broken()
        if self.kind == "documented":
            if number in _LIMITED_AT or number % _LIMITED_EVERY == 0:
                return too_many(1)
            if number in _FAILED_AT or number % _FAILED_EVERY == 0:
                return broken()
        return None

    def _over_limit(self, vendor: str) -> int:
        if vendor not in self.limits:
            return 0
        allowed, seconds = self.limits[vendor]
        recent, now = self.recent[vendor], time.monotonic()
        while recent and recent[0] <= now - seconds:
            recent.popleft()
        if len(recent) >= allowed:
            return max(1, round(recent[0] + seconds - now))
        recent.append(now)
        return 0


def too_many(seconds: int) -> Reply:
    """429 with the seconds to wait."""
    return Reply(orjson.dumps({"error": "rate limit exceeded"}), 429, {"Retry-After": str(seconds)})


def broken() -> Reply:
    """A transient 500."""
    return Reply(orjson.dumps({"error": "internal server error"}), 500)
