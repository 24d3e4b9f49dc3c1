"""Money: Stripe customers, subscriptions, invoices, charges and refunds of one person. No rendering, no HTTP."""

from random import Random

from sample_company.calendar import DAY, HOUR
from sample_company.catalogue import COUNTRIES, MONTHLY, SEGMENTS, YEARLY_A_MONTH
from sample_company.model import Account, Charge, Invoice, Life, Refund, Subscription
from sample_company.people import Knows, Person, spell_email, spell_phone
from sample_company.states import State, fold

MONTH, YEAR = 30 * DAY, 365 * DAY


def monthly_price(currency: str, plan: str, yearly: bool) -> int:
    """Minor units a month."""
    return (YEARLY_A_MONTH if yearly else MONTHLY)[currency][plan]


def open_account(life: Life, rng: Random, knows: Knows, created: int) -> Account:
    """A Stripe customer; a few are touched later, in spelling and name only, so that identity stays what it was."""
    person = life.person
    prefix = COUNTRIES[person.country][3]
    plan = life.plan_at(created)

    def contact() -> State:
        return {
            "email": spell_email(rng, knows.email) if knows.email else None,
            "phone": spell_phone(rng, knows.phone, prefix) if knows.phone else None,
        }

    changes = [(created, {"name": person.name, "plan": plan, "segment": SEGMENTS[plan], **contact()})]
    changes += [
        (at, {"name": name, **contact()})
        for at, name in ((created + rng.randrange(9_000, 500 * DAY), f"{person.last}, {person.first}") for _ in "x")
        if rng.random() < 0.25
    ]
    changes += [(at, {"plan": plan, "segment": SEGMENTS[plan]}) for at, plan in life.plans if at > created]
    erased = person.erased_at if person.erased_at and person.erased_at > created else None
    states = [state for state in fold(changes) if not erased or state[0] < erased]
    account = Account(life.take("customers"), created, states, erased, knows.user_id, knows.email, knows.phone)
    life.accounts.append(account)
    return account


def subscribe(life: Life, account: Account, created: int) -> Subscription:
    """An active subscription on the person's plan at that time."""
    person = life.person
    length = YEAR if person.yearly else MONTH
    state = {"status": "active", "plan": life.plan_at(created), "start": created, "end": created + length}
    subscription = Subscription(life.take("subscriptions"), created, account, [(created, state)])
    subscription.changes += [(at, {"plan": plan}) for at, plan in life.plans if at > created]
    if account.deleted_at:
        subscription.changes.append((account.deleted_at - 1, {"status": "canceled"}))
    life.subscriptions.append(subscription)
    return subscription


def bill(life: Life, rng: Random, account: Account, subscription: Subscription | None, at: int) -> Invoice | None:
    """One invoice with its attempts to charge, perhaps a refund. Failures spoil the mood and the subscription."""
    stop = account.deleted_at or 1 << 40
    if at >= stop:
        return None
    person: Person = life.person
    plan = life.plan_at(at)
    amount = monthly_price(person.currency, plan, person.yearly) * (12 if person.yearly else 1)
    if subscription is None:
        amount = rng.randrange(5, 60) * 100
    changes: list[tuple[int, State]] = [(at, {"status": "open", "paid_at": None, "attempts": 0})]
    invoice = Invoice(life.take("invoices"), at, account, subscription, amount, plan, [])
    attempt, charges = at + HOUR, []
    for number in (1, 2, 3):
        if attempt >= stop:
            break
        succeeded = rng.random() > (0.03 if number == 1 else 0.35)
        charge = Charge(life.take("charges"), attempt, invoice, succeeded, [(attempt, {"refunded": 0})])
        charges.append(charge)
        changes.append((attempt, {"attempts": number} | ({"status": "paid", "paid_at": attempt} if succeeded else {})))
        if subscription and not succeeded:
            subscription.changes.append((attempt, {"status": "canceled" if number == 3 else "past_due"}))
        elif subscription and number > 1:
            subscription.changes.append((attempt, {"status": "active"}))
        if succeeded:
            break
        life.feel(0.1)
        attempt += (3 + number) * DAY
    else:
        changes.append((charges[-1].created + HOUR, {"status": "uncollectible"}))
    invoice.states = [state for state in fold(changes) if state[0] < stop]
    life.invoices.append(invoice)
    life.charges += charges
    if charges and charges[-1].succeeded and rng.random() < 0.025:
        refund(life, rng, charges[-1], stop)
    return invoice


def refund(life: Life, rng: Random, charge: Charge, stop: int) -> None:
    """Give money back, all or half, some days later."""
    at = charge.created + rng.randrange(DAY, 20 * DAY)
    if at >= stop:
        return
    amount = charge.invoice.amount if rng.random() < 0.6 else charge.invoice.amount // 2
    life.refunds.append(Refund(life.take("refunds"), at, charge, amount))
    charge.states.append((at, {"refunded": amount}))
