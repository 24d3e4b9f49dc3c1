"""Customers, subscriptions, invoices, charges, refunds and events as Stripe's 2026 API shows them.

Shapes follow the vendor's published fixtures: period bounds sit on subscription items, an invoice names its
subscription under `parent`. Fields no pipeline reads are left out.
"""

from typing import Any

from sample_company.billing import monthly_price
from sample_company.model import Account, Charge, Invoice, Life, Refund, Subscription, stripe_id
from sample_company.numbers import scramble
from sample_company.states import State

Json = dict[str, Any]


def customer(life: Life, account: Account, state: State) -> Json:
    """A customer; `metadata` holds what the company's own code writes there."""
    person = life.person
    metadata = {"segment": state["segment"], "plan": state["plan"]}
    if account.user_id:
        metadata["user_id"] = account.user_id
    return {
        "id": account.id,
        "object": "customer",
        "address": {"city": None, "country": person.country, "line1": None, "postal_code": None, "state": None},
        "balance": 0,
        "created": account.created,
        "currency": person.currency,
        "delinquent": False,
        "email": state["email"],
        "invoice_prefix": scramble(account.number)[:8].upper(),
        "livemode": False,
        "metadata": metadata,
        "name": state["name"],
        "phone": state["phone"],
        "preferred_locales": [person.language],
    }


def price(life: Life, plan: str) -> Json:
    """The price object of a plan; a yearly price is twelve times its month."""
    person = life.person
    amount = monthly_price(person.currency, plan, person.yearly) * (12 if person.yearly else 1)
    interval = "year" if person.yearly else "month"
    return {
        "id": f"price_{plan}_{person.currency}_{interval}",
        "object": "price",
        "active": True,
        "currency": person.currency,
        "nickname": plan,
        "product": f"prod_{plan}",
        "recurring": {"interval": interval, "interval_count": 1, "usage_type": "licensed"},
        "type": "recurring",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }


def subscription(life: Life, sub: Subscription, at: int, state: State) -> Json:
    """A subscription with its one item."""
    ended = at if state["status"] == "canceled" else None
    item = {
        "id": f"si_{scramble(sub.number)}",
        "object": "subscription_item",
        "created": sub.created,
        "current_period_start": state["start"],
        "current_period_end": state["end"],
        "metadata": {},
        "price": price(life, state["plan"]),
        "quantity": 1,
        "subscription": sub.id,
    }
    return {
        "id": sub.id,
        "object": "subscription",
        "billing_cycle_anchor": sub.created,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": ended,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": sub.created,
        "currency": life.person.currency,
        "customer": sub.account.id,
        "ended_at": ended,
        "items": {
            "object": "list",
            "data": [item],
            "has_more": False,
            "url": f"/v1/subscription_items?subscription={sub.id}",
        },
        "livemode": False,
        "metadata": {"plan": state["plan"]},
        "start_date": sub.created,
        "status": state["status"],
        "trial_end": None,
        "trial_start": None,
    }


def invoice(life: Life, inv: Invoice, state: State) -> Json:
    """An invoice; which charges paid it is said by the charges' metadata."""
    paid = inv.amount if state["status"] == "paid" else 0
    parent = None
    if inv.subscription:
        details = {"metadata": {"plan": inv.plan}, "subscription": inv.subscription.id}
        parent = {"type": "subscription_details", "quote_details": None, "subscription_details": details}
    return {
        "id": inv.id,
        "object": "invoice",
        "amount_due": inv.amount,
        "amount_paid": paid,
        "amount_remaining": inv.amount - paid,
        "attempt_count": state["attempts"],
        "attempted": state["attempts"] > 0,
        "billing_reason": "subscription_cycle" if inv.subscription else "manual",
        "collection_method": "charge_automatically",
        "created": inv.created,
        "currency": life.person.currency,
        "customer": inv.account.id,
        "due_date": None,
        "livemode": False,
        "metadata": {},
        "number": f"{scramble(inv.account.number)[:8].upper()}-{inv.number % 4096:04d}",
        "parent": parent,
        "period_end": inv.created,
        "period_start": inv.created,
        "status": state["status"],
        "status_transitions": {
            "finalized_at": inv.created,
            "marked_uncollectible_at": None,
            "paid_at": state["paid_at"],
            "voided_at": None,
        },
        "subtotal": inv.amount,
        "total": inv.amount,
    }


def charge(life: Life, ch: Charge, state: State) -> Json:
    """One attempt to take money."""
    amount, refunded = ch.invoice.amount, state["refunded"]
    return {
        "id": ch.id,
        "object": "charge",
        "amount": amount,
        "amount_captured": amount if ch.succeeded else 0,
        "amount_refunded": refunded,
        "billing_details": {"email": None, "name": life.person.name, "phone": None},
        "captured": ch.succeeded,
        "created": ch.created,
        "currency": life.person.currency,
        "customer": ch.invoice.account.id,
        "description": "Subscription update" if ch.invoice.subscription else "Payment for invoice",
        "disputed": False,
        "failure_code": None if ch.succeeded else "card_declined",
        "failure_message": None if ch.succeeded else "Your card was declined.",
        "livemode": False,
        "metadata": {"invoice_id": ch.invoice.id},
        "outcome": {"network_status": "approved_by_network" if ch.succeeded else "declined_by_network"},
        "paid": ch.succeeded,
        "payment_intent": stripe_id("pi", ch.invoice.created, ch.invoice.number),
        "refunded": refunded == amount,
        "status": "succeeded" if ch.succeeded else "failed",
    }


def refund(life: Life, re: Refund) -> Json:
    """Money given back."""
    return {
        "id": re.id,
        "object": "refund",
        "amount": re.amount,
        "charge": re.charge.id,
        "created": re.created,
        "currency": life.person.currency,
        "metadata": {},
        "payment_intent": stripe_id("pi", re.charge.invoice.created, re.charge.invoice.number),
        "reason": "requested_by_customer",
        "status": "succeeded",
    }


def event(number: int, second: int, kind: str, body: Json, previous: Json | None) -> Json:
    """An event: the object as it was right after the change, and for updates what it was before."""
    data: Json = {"object": body}
    if previous is not None:
        data["previous_attributes"] = previous
    return {
        "id": stripe_id("evt", second, number),
        "object": "event",
        "api_version": "2026-08-27.sample",
        "created": second,
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
