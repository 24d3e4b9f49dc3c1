"""Puts a person's Stripe objects, their events of the last 30 days, and the facts behind them into the sink."""

from collections.abc import Callable

from sample_company.billing import monthly_price
from sample_company.model import Life
from sample_company.sink import EVENTS_KEPT, FOREVER, Fact, Sink
from sample_company.states import States
from sample_company.vendors import stripe
from sample_company.vendors.stripe import Json


class _Track:
    """Emits the versions of one object and, beside them, its events."""

    def __init__(self, life: Life, sink: Sink) -> None:
        self.life, self.sink = life, sink

    def put(
        self,
        resource: str,
        number: int,
        created: int,
        states: States,
        render: Callable[[int], Json],
        kind: Callable[[int], str],
        gone: int | None = None,
        tag: Callable[[int], str] | None = None,
    ) -> None:
        self.sink.versions(resource, number, [(at, created) for at, _ in states], render, gone, tag)
        for k, (at, _) in enumerate(states):
            self.event(at, kind(k), lambda k=k: render(k), (lambda k=k: render(k - 1)) if k else None)  # type: ignore[misc]

    def event(self, at: int, kind: str, now: Callable[[], Json], before: Callable[[], Json] | None = None) -> None:
        number = self.life.take("events")

        def render() -> Json:
            body = now()
            old = before() if before else None
            previous = {key: old[key] for key in body if old.get(key) != body[key]} if old else None
            return stripe.event(number, at, kind, body, previous)

        self.sink.append("stripe_events", number, at, render, tag=kind, kept=EVENTS_KEPT)


def emit(life: Life, sink: Sink) -> None:
    """Everything Stripe knows of a person."""
    track = _Track(life, sink)
    _customers(life, track)
    for sub in life.subscriptions:
        states = sub.states

        def render(k: int, sub=sub, states=states) -> Json:  # type: ignore[no-untyped-def]
            return stripe.subscription(life, sub, *states[k])

        def kind(k: int, states=states) -> str:  # type: ignore[no-untyped-def]
            ended = "deleted" if states[k][1]["status"] == "canceled" else "updated"
            return f"customer.subscription.{ended if k else 'created'}"

        track.put(
            "stripe_subscriptions",
            sub.number,
            sub.created,
            states,
            render,
            kind,
            tag=lambda k, states=states: states[k][1]["status"],  # type: ignore[misc]
        )
    _payments(life, track)
    _facts(life, sink)


def _customers(life: Life, track: _Track) -> None:
    for account in life.accounts:

        def render(k: int, account=account) -> Json:  # type: ignore[no-untyped-def]
            return stripe.customer(life, account, account.states[k][1])

        track.put(
            "stripe_customers",
            account.number,
            account.created,
            account.states,
            render,
            lambda k: "customer.updated" if k else "customer.created",
            account.deleted_at,
        )
        if account.deleted_at:
            last = len(account.states) - 1
            track.event(account.deleted_at, "customer.deleted", lambda r=render, k=last: r(k))  # type: ignore[misc]


def _payments(life: Life, track: _Track) -> None:
    for inv in life.invoices:
        track.put(
            "stripe_invoices",
            inv.number,
            inv.created,
            inv.states,
            lambda k, inv=inv: stripe.invoice(life, inv, inv.states[k][1]),  # type: ignore[misc]
            lambda k, inv=inv: _invoice_event(inv.states, k),  # type: ignore[misc]
        )
    for ch in life.charges:
        first = "charge.succeeded" if ch.succeeded else "charge.failed"
        track.put(
            "stripe_charges",
            ch.number,
            ch.created,
            ch.states,
            lambda k, ch=ch: stripe.charge(life, ch, ch.states[k][1]),  # type: ignore[misc]
            lambda k, first=first: "charge.refunded" if k else first,  # type: ignore[misc]
        )
    for re in life.refunds:
        body = stripe.refund(life, re)
        track.put(
            "stripe_refunds",
            re.number,
            re.created,
            [(re.created, {})],
            lambda _, body=body: body,  # type: ignore[misc]
            lambda _: "refund.created",
        )


def _invoice_event(states: States, k: int) -> str:
    status = states[k][1]["status"]
    if k == 0:
        return "invoice.created"
    return {"paid": "invoice.paid", "uncollectible": "invoice.marked_uncollectible"}.get(
        status, "invoice.payment_failed"
    )


def _facts(life: Life, sink: Sink) -> None:
    person, pid, facts = life.person, life.person.pid, sink.facts
    for account in life.accounts:
        since, until = account.created, account.deleted_at or FOREVER
        tokens = [f"c:{account.id}"]
        tokens += [f"{k}:{v}" for k, v in (("e", account.email), ("p", account.phone), ("u", account.user_id)) if v]
        facts += [Fact("ref", pid, "stripe", account.id, account.id, since, until, 0, 0, token) for token in tokens]
        facts.append(Fact("currency", pid, "stripe", account.id, "", since, until, 0, 0, person.currency))
    for inv in life.invoices:
        paid_at = inv.states[-1][1]["paid_at"] if inv.states[-1][1]["status"] == "paid" else None
        if paid_at:
            ref = inv.account.id
            facts.append(Fact("order", pid, "stripe", ref, inv.id, paid_at, FOREVER, inv.created, inv.amount, None))
    for ch in life.charges:
        ref, status = ch.invoice.account.id, "succeeded" if ch.succeeded else "failed"
        facts.append(Fact("charge", pid, "stripe", ref, ch.id, ch.created, FOREVER, ch.created, 0, status))
    for re in life.refunds:
        paid = re.charge.invoice
        facts.append(Fact("refund", pid, "stripe", paid.account.id, re.id, re.created, FOREVER, 0, re.amount, paid.id))
    for sub in life.subscriptions:
        states, ref = sub.states, sub.account.id
        facts.append(Fact("price_in", pid, "stripe", ref, sub.id, sub.created, FOREVER, 0, 0, person.currency))
        for k, (at, state) in enumerate(states):
            until = states[k + 1][0] if k + 1 < len(states) else FOREVER
            mrr = monthly_price(person.currency, state["plan"], person.yearly)
            facts.append(Fact("subscription", pid, "stripe", ref, sub.id, at, until, sub.created, mrr, state["status"]))
