"""Counts money and activity again from what is served: charges, cancellations and buyers as things, and what holds at
an instant by asking every subscription."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tests.sample_company.recount import Served
from tests.sample_company.recount_metrics import Cell, Components, Periods, Thing, day_of, epoch

EUR = {"eur": Fraction(1), "dkk": Fraction("0.134"), "sek": Fraction("0.087")}
Purchases = dict[frozenset[Any], set[int]]


def paid(served: Served, component: Components, now: int) -> Iterator[Thing]:
    """Charges, cancellations and buyers; a customer that was deleted is nobody."""
    for record in served["charges"]:
        who = component.get(("stripe", record["customer"]), record["id"])
        yield Thing("failed_payment", record["created"], who, positive=record["status"] == "failed")
    for record in served["subscriptions"]:
        if record["canceled_at"]:
            yield Thing(
                "cancelled", record["canceled_at"], component.get(("stripe", record["customer"]), record["id"]), 1
            )
    for who, days in purchase_days(served, component).items():
        first = min(days)
        repeated = any(first < day <= first + 90 for day in days)
        reason = "pending" if first + 90 > now // 86_400 else None
        yield Thing("repeat_purchase", first * 86_400, who, positive=repeated, reason=reason)


def purchase_days(served: Served, component: Components) -> Purchases:
    """Days (since 1970) with an order that was paid and not given back whole, of every customer."""
    paid_by = {record["id"]: record["metadata"]["invoice_id"] for record in served["charges"]}
    back: Counter[str] = Counter()
    for record in served["refunds"]:
        back[paid_by[record["charge"]]] += record["amount"]
    days: Purchases = defaultdict(set)
    for record in served["invoices"]:
        who = component.get(("stripe", record["customer"]))
        if who and record["status"] == "paid" and back[record["id"]] < record["amount_paid"]:
            days[who].add(record["created"] // 86_400)
    return days


def states(
    served: Served,
    component: Components,
    times: dict[str, list[int]],
    days: set[dt.date],
    periods: Periods,
) -> dict[Cell, dict[str, Any]]:
    """Cells of contact, retention, churn, recurring, running, active_days and sessions."""
    found: dict[Cell, dict[str, Any]] = {}
    subscriptions = [
        (component.get(("stripe", record["customer"])), record["start_date"], record["ended_at"] or 1 << 40, record)
        for record in served["subscriptions"]
    ]
    asked = [
        (component["zendesk", str(ticket["requester_id"])], epoch(ticket["created_at"]))
        for ticket in served["tickets"]
        if ticket["status"] != "deleted"
    ]
    spans = {span for day in days for span in periods.of(day) if span[0] in ("month", "quarter")}
    for period, start in spans:
        later = (start.replace(day=1) + dt.timedelta(31 if period == "month" else 93)).replace(day=1)
        begins, ends = (int(dt.datetime(d.year, d.month, d.day, tzinfo=dt.UTC).timestamp()) for d in (start, later))

        def active(at: int) -> set[frozenset[Any]]:
            return {who for who, since, until, _ in subscriptions if who and since <= at < until}

        def put(base: str, n: int, period: str = period, start: dt.date = start, **counts: Any) -> None:
            if n:
                found[base, period, start.isoformat(), "all", "all"] = {"n": n, "respondents": n, **counts}

        during = {who for who, since, until, _ in subscriptions if who and since < ends and until > begins}
        put("contact", len(during), positive=sum(who in during and begins <= at < ends for who, at in asked))
        if ends <= periods.now:
            before, after = active(begins), active(ends)
            put("retention", len(before), positive=len(before & after))
            put("churn", len(before), positive=len(before - after))
        at = min(ends, periods.now)
        running = [(who or record["id"], record) for who, since, until, record in subscriptions if since <= at < until]
        whose = len({who for who, _ in running})
        put(
            "recurring",
            len(running),
            respondents=whose,
            value_sum=float(sum(_monthly(record) for _, record in running)),
        )
        put("running", len(running), respondents=whose, value_sum=len(running))
    return found | _usage(component, times, periods)


def _monthly(record: dict[str, Any]) -> Fraction:
    price = record["items"]["data"][0]["price"]
    months = 12 if price["recurring"]["interval"] == "year" else 1
    return EUR[record["currency"]] * price["unit_amount"] / months / 100


def _usage(component: Components, times: dict[str, list[int]], periods: Periods) -> dict[Cell, dict[str, Any]]:
    """Who used the product in a period, on how many days and how often."""
    used: dict[tuple[str, str], dict[Any, set[dt.date]]] = defaultdict(lambda: defaultdict(set))
    begun: Counter[tuple[str, str]] = Counter()
    for user, moments in times.items():
        for k, at in enumerate(moments):
            day = day_of(at // 1_000_000)
            for period, start in periods.of(day):
                if period in ("week", "month", "quarter"):
                    used[period, start.isoformat()][component["segment", user]].add(day)
                    begun[period, start.isoformat()] += k == 0 or at - moments[k - 1] > 1_800_000_000
    found: dict[Cell, dict[str, Any]] = {}
    for (period, start), customers in used.items():
        n = len(customers)
        sums = {"active_days": sum(map(len, customers.values())), "sessions": begun[period, start]}
        for base, value_sum in sums.items():
            found[base, period, start, "all", "all"] = {"n": n, "respondents": n, "value_sum": value_sum}
    return found
