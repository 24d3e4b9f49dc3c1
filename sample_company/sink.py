"""Where renderings and facts of a batch of people are collected before they are stored.

A record is kept as it stands at the calendar's `now`; later versions wait in `future` until their day has come. What
would become visible at or after the horizon is dropped. Facts are kept for all time, with the span in which they hold:
the truth is computed from them and never from the rendered records.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import orjson

from sample_company.calendar import DAY, Calendar
from sample_company.numbers import position

FOREVER = 1 << 40
EVENTS_KEPT = 30 * DAY

Row = tuple[int, int, str | None, bytes]
Later = tuple[int, str, int, int | None, str | None, bytes | None]


class Fact(NamedTuple):
    """One true statement that holds from `from_at` until before `to_at`; the meaning of the rest depends on `kind`."""

    kind: str
    person_id: int
    tool: str
    ref_id: str
    key: str
    from_at: int
    to_at: int
    moment: int
    value: int
    text: str | None


class Answer(NamedTuple):
    """One question of one response as the respondent meant it (score None: skipped)."""

    person_id: int
    response_id: str
    form_id: str
    question_ref: str
    metric: str
    score: int | None
    submitted_at: int
    from_at: int
    to_at: int
    touchpoint: str
    segment: str | None
    country: str | None
    invitation_id: str | None
    is_test: bool
    is_anonymous: bool


class Sink:
    """Collects one batch; `drain` hands it over and starts the next."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.future: list[Later] = []
        self.facts: list[Fact] = []
        self.answers: list[Answer] = []

    def versions(
        self,
        resource: str,
        number: int,
        times: Sequence[tuple[int, int]],
        render: Callable[[int], dict[str, Any]],
        gone: int | None = None,
        tag: Callable[[int], str] | None = None,
    ) -> None:
        """Keep an object whose k-th version is visible from times[k][0] and sorts at second times[k][1].

        `render(k)` is called only for versions that somebody can still see; `tag(k)` is a text the server filters by.
        """
        now, horizon = self.calendar.now, self.calendar.horizon
        standing = -1
        for k, (visible, second) in enumerate(times):
            if visible < now:
                standing = k
            elif visible < horizon:
                body = orjson.dumps(render(k))
                label = tag(k) if tag else None
                self.future.append((visible, resource, number, position(second, number), label, body))
        if gone is not None and gone < now:
            return
        if standing >= 0:
            pos = position(times[standing][1], number)
            label = tag(standing) if tag else None
            self.rows[resource].append((pos, number, label, orjson.dumps(render(standing))))
        if gone is not None and gone < horizon:
            self.future.append((gone, resource, number, None, None, None))

    def append(
        self,
        resource: str,
        number: int,
        second: int,
        render: Callable[[], dict[str, Any]],
        tag: str | None = None,
        kept: int = FOREVER,
    ) -> None:
        """Keep a record that never changes, unless it is older than what the vendor keeps."""
        now = self.calendar.now
        if second < now - kept or second >= self.calendar.horizon:
            return
        pos = position(second, number)
        if second < now:
            self.rows[resource].append((pos, number, tag, orjson.dumps(render())))
        else:
            self.future.append((second, resource, number, pos, tag, orjson.dumps(render())))

    def drain(self) -> tuple[dict[str, list[Row]], list[Later], list[Fact], list[Answer]]:
        """What was collected since the last call."""
        batch = (self.rows, self.future, self.facts, self.answers)
        self.rows, self.future, self.facts, self.answers = defaultdict(list), [], [], []
        return batch
