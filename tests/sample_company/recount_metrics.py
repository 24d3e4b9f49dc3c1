"""Counts the cells of truth/metrics again from what is served; like recount it shares no code with the generator.

Everything becomes a thing that happened on a day, and the things of a period become a cell. What holds at an instant
(who is active, what recurs) is in recount_states.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.sample_company.recount import SCALES, Ref, Served

Cell = tuple[str, str, str, str, str]
Components = dict[Ref, frozenset[Ref]]
REASONS = ("test", "duplicate", "skipped", "out_of_range", "pending", "anonymous")
WIDE = ("day", "week", "month", "quarter", "rolling_28", "rolling_91")
NARROW = ("week", "month", "quarter", "rolling_28")
CUTS = {"nps": (9, 6), "csat": (4, 2), "ces": (5, 3)}
EVERYTHING = (("all", "all"),)


@dataclass
class Thing:
    """Counts once, or does not for a reason; `who` is a component, or the record where nobody is known."""

    base: str
    at: int
    who: Any
    amount: float = 0
    positive: bool = False
    negative: bool = False
    reason: str | None = None
    groups: tuple[tuple[str, str], ...] = EVERYTHING


class Periods:
    """In which periods a day lies, when `now` is a day's first second."""

    def __init__(self, now: int) -> None:
        self.now, self.today = now, day_of(now)
        self.known: dict[dt.date, list[tuple[str, dt.date]]] = {}

    def of(self, day: dt.date) -> list[tuple[str, dt.date]]:
        if day not in self.known:
            quarter = day.replace(day=1, month=day.month - (day.month - 1) % 3)
            found = [("day", day), ("week", day - dt.timedelta(day.weekday()))]
            found += [("month", day.replace(day=1)), ("quarter", quarter)]
            for length in (28, 91):
                ends = [day + dt.timedelta(ahead) for ahead in range(length)]
                ends = [end for end in ends if end < self.today]
                ends = [end for end in ends if end.weekday() == 6 or (self.today - end).days <= 28]
                found += [(f"rolling_{length}", end - dt.timedelta(length - 1)) for end in ends]
            self.known[day] = found
        return self.known[day]


def day_of(second: int) -> dt.date:
    return dt.datetime.fromtimestamp(second, dt.UTC).date()


def epoch(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


def quantile(numbers: list[float], share: float) -> float | None:
    """Linear interpolation between the two nearest ranks."""
    if not numbers:
        return None
    numbers = sorted(numbers)
    below, part = divmod(share * (len(numbers) - 1), 1)
    above = numbers[min(int(below) + 1, len(numbers) - 1)]
    return numbers[int(below)] + part * (above - numbers[int(below)])


def cells(things: Iterable[Thing], periods: Periods) -> dict[Cell, dict[str, Any]]:
    """(base, period type, period start, dimension, value) -> what is counted."""
    found: dict[Cell, list[Thing]] = defaultdict(list)
    for thing in things:
        types = WIDE if thing.base in (*CUTS, "cli") else NARROW
        for dimension, value in thing.groups:
            published = ("month", "quarter") if dimension in ("country", "survey") else types
            for period, start in periods.of(day_of(thing.at)):
                if period in published:
                    found[thing.base, period, start.isoformat(), dimension, value].append(thing)
    return {key: _count(key[0], cell) for key, cell in found.items()}


def _count(base: str, cell: list[Thing]) -> dict[str, Any]:
    valid = [thing for thing in sorted(cell, key=lambda thing: thing.at) if thing.reason is None]
    if base in ("nps", "cli"):
        valid = list({thing.who: thing for thing in valid}.values())
    amounts, reasons = [thing.amount for thing in valid], [thing.reason for thing in cell]
    return {
        "n": len(valid),
        "respondents": len({thing.who for thing in valid}),
        "positive": sum(thing.positive for thing in valid),
        "negative": sum(thing.negative for thing in valid),
        "value_sum": sum(amounts),
        "median": quantile(amounts, 0.5),
        "p90": quantile(amounts, 0.9),
        **{f"excluded_{reason}": reasons.count(reason) for reason in REASONS},
    }


def surveyed(rows: list[dict[str, Any]], component: Components) -> Iterator[Thing]:
    """NPS, CSAT and CES by answer, the loyalty index by response."""
    loyal: dict[str, list[tuple[dict[str, Any], Thing]]] = defaultdict(list)
    for row in rows:
        named = (("touchpoint", "touchpoint"), ("segment", "segment"), ("country", "country"), ("survey", "survey"))
        groups = (*EVERYTHING, *((dimension, row[column] or "unknown") for dimension, column in named))
        who = component.get(("typeform", row["response"]), row["response"])
        thing = Thing(row["question"], epoch(row["at"]), who, row["score"] or 0, reason=row["reason"], groups=groups)
        if thing.base in CUTS:
            high, low = CUTS[thing.base]
            thing.positive, thing.negative = thing.amount >= high, thing.amount <= low
            yield thing
        else:
            loyal[row["response"]].append((row, thing))
    for answered in loyal.values():
        faults = [reason for reason in REASONS if any(thing.reason == reason for _, thing in answered)]
        scales = [SCALES[row["question"]] for row, _ in answered]
        shares = [(thing.amount - low) / (high - low) for (_, thing), (low, high) in zip(answered, scales, strict=True)]
        first = answered[0][1]
        index = 100 * sum(shares) / len(shares)
        yield Thing("cli", first.at, first.who, index, reason=faults[0] if faults else None, groups=first.groups)


def helped(served: Served, component: Components, now: int) -> Iterator[Thing]:
    """Tickets, from the agents' public comments, the changes of status, and Zendesk's own count of waiting again."""
    replied: dict[int, int] = {}
    solved: dict[int, list[int]] = defaultdict(list)
    asker = {ticket["id"]: ticket["requester_id"] for ticket in served["tickets"]}
    for audit in sorted(served["ticket_events"], key=lambda audit: audit["timestamp"]):
        for child in audit["child_events"]:
            ticket = audit["ticket_id"]
            if child["event_type"] == "Comment" and child["public"] and child["author_id"] != asker.get(ticket):
                replied.setdefault(ticket, audit["timestamp"])
            if child["event_type"] == "Change" and child["status"] == "solved":
                solved[ticket].append(audit["timestamp"])
    again = {
        event["ticket_id"]: epoch(event["time"])
        for event in served["ticket_metric_events"]
        if event["metric"] == "requester_wait_time" and event["type"] == "activate" and event["instance_id"] == 2
    }
    for ticket in served["tickets"]:
        if ticket["status"] == "deleted":
            continue
        key, at, who = ticket["id"], epoch(ticket["created_at"]), component["zendesk", str(ticket["requester_id"])]
        is_open, solves = ticket["status"] not in ("solved", "closed"), solved.get(key, [])
        times = {"first_reply": replied.get(key), "first_resolution": min(solves, default=None)}
        times["full_resolution"] = max(solves) if not is_open else None
        for base, then in times.items():
            yield Thing(base, at, who, (then or at) - at, reason=None if then else "pending")
        yield Thing("unreplied", at, who, positive=key not in replied)
        yield Thing("open_ticket", at, who, positive=is_open)
        for days in (7, 30) if solves else ():
            due = solves[0] + days * 86_400
            reason = "pending" if due > now else None
            yield Thing(f"reopened_{days}d", solves[0], who, positive=again.get(key, due + 1) <= due, reason=reason)
    for rating in served["ratings"]:
        offered, who = epoch(rating["created_at"]), component["zendesk", str(rating["requester_id"])]
        good, answered = rating["score"] == "good", rating["score"] in ("good", "bad")
        yield Thing("offer", offered, who, 1, positive=answered)
        if answered:
            yield Thing("support_rating", epoch(rating["updated_at"]), who, good, positive=good, negative=not good)
            yield Thing("completion", offered, rating["id"], positive=True)


def looped(rows: list[dict[str, Any]], served: Served, component: Components, now: int) -> Iterator[Thing]:
    """Detractors, and whether an agent wrote to them in public, in any ticket, within two days of the answer."""
    asker = {ticket["id"]: ticket["requester_id"] for ticket in served["tickets"] if ticket["status"] != "deleted"}
    written: dict[Any, list[int]] = defaultdict(list)
    for audit in served["ticket_events"]:
        for child in audit["child_events"]:
            if audit["ticket_id"] in asker and child["event_type"] == "Comment" and child["public"]:
                customer = asker[audit["ticket_id"]]
                if child["author_id"] != customer:
                    written[component["zendesk", str(customer)]].append(audit["timestamp"])
    for row in rows:
        if row["question"] == "nps" and row["reason"] is None and row["score"] <= CUTS["nps"][1]:
            who, at = component.get(("typeform", row["response"])), epoch(row["at"])
            reason = "anonymous" if who is None else "pending" if at + 172_800 > now else None
            closed = any(0 < moment - at <= 172_800 for moment in written.get(who, []))
            yield Thing("close_the_loop", at, who or row["response"], positive=closed, reason=reason)


def told(served: Served, component: Components, forms: Iterable[str]) -> Iterator[Thing]:
    """Reviews by their stars, and responses by the instant at which they were begun."""
    for record in served["reviews"]:
        stars, who = record["stars"], component["trustpilot", record["consumer"]["id"]]
        yield Thing("sentiment", epoch(record["createdAt"]), who, positive=stars > 3, negative=stars < 3)
    for record in (record for form in forms for record in served[form]):
        reason = "test" if record["hidden"].get("test") == "1" else None
        yield Thing("completion", epoch(record["landed_at"]), record["response_id"], positive=True, reason=reason)


def sessions(times: dict[str, list[int]], component: Components) -> Iterator[Thing]:
    """A session ends when more than half an hour passes; its length is in whole seconds."""
    for user, moments in times.items():
        starts = [0] + [k for k, (a, b) in enumerate(pairwise(moments), 1) if b - a > 1_800_000_000] + [len(moments)]
        for begin, end in pairwise(starts):
            seconds = (moments[end - 1] - moments[begin]) // 1_000_000
            yield Thing("session_length", moments[begin] // 1_000_000, component["segment", user], seconds)


def now_of(company: Any) -> int:
    return epoch(json.loads((company / "company.json").read_text())["now"])
