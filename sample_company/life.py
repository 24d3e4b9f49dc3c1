"""One person's story in 30-day steps: mood drives tickets, answers and leaving, and experiences drive mood.

Deterministic: everything comes from a generator seeded with the company's seed and the person's number, drawn in time
order. What becomes visible to which tool, and when, is in the objects; how it looks there is the vendors' business.
"""

from random import Random

from sample_company import voice
from sample_company.billing import MONTH, YEAR, bill, open_account, subscribe
from sample_company.calendar import DAY, HOUR, Calendar
from sample_company.catalogue import PLANS
from sample_company.model import Life, Subscription
from sample_company.people import Knows, Person, make_person
from sample_company.support import open_user, write_ticket


def live(pid: int, seed: int, calendar: Calendar) -> Life:
    """Simulate person number `pid` up to the horizon."""
    rng = Random(seed * 1_000_003 + pid)
    person = make_person(pid, rng, calendar)
    life = Life(person, _plans(person, rng, calendar), mood=person.mood)
    if person.joined >= calendar.horizon:
        life.activity = [0.0] * len(calendar.periods)
        return life
    subscription = _arrive(life, rng)
    first = due = person.joined + 1
    length = YEAR if person.yearly else MONTH
    if subscription:
        while due < calendar.start:
            due += length
        if due > first:
            subscription.changes[0][1].update(start=due - length, end=due)
    left: int | None = person.erased_at
    for index, (begin, end) in enumerate(calendar.periods):
        begin = max(begin, person.joined)
        if begin >= end or (left is not None and left < begin):
            life.activity.append(0.0)
            continue
        if subscription and left is None and rng.random() < 0.004 + 0.16 * max(0.0, 0.5 - life.mood):
            left = rng.randrange(begin, end)
            subscription.changes.append((left, {"status": "canceled"}))
        life.activity.append((0.5 + life.mood) * (1.0 if left is None else 0.4))
        until = min(end, left) if left is not None else end
        while subscription and begin <= due < until:
            if due > first:
                subscription.changes.append((due, {"start": due, "end": due + length}))
            invoice = bill(life, rng, subscription.account, subscription, due)
            if invoice and person.surveys and rng.random() < 0.05:
                touchpoint = "onboarding" if due == first else rng.choice(("billing", "billing", "product"))
                voice.respond(life, rng, voice.PURCHASE, due + HOUR, life.mood, touchpoint, invoice=invoice)
            due += length
        if until > begin:
            _speak(life, rng, calendar, index, begin, until)
        if subscription and left is None and subscription.states[-1][1]["status"] == "canceled":
            left = subscription.states[-1][0]
        life.mood = 0.8 * life.mood + 0.2 * person.mood
    return life


def _plans(person: Person, rng: Random, calendar: Calendar) -> list[tuple[int, str]]:
    """The first plan, and for some an upgrade on the way."""
    plans = [(person.joined, person.plan)]
    if person.stripe and person.plan != PLANS[-1] and rng.random() < 0.15:
        upgraded = person.joined + rng.randrange(40 * DAY, 400 * DAY)
        if upgraded > calendar.start:
            plans.append((upgraded, PLANS[PLANS.index(person.plan) + 1]))
    return plans


def _arrive(life: Life, rng: Random) -> Subscription | None:
    """Open the person's accounts in the tools; the second ones are the same human entered twice."""
    person, subscription = life.person, None
    if person.stripe:
        account = open_account(life, rng, person.stripe, person.joined)
        if rng.random() < 0.9:
            subscription = subscribe(life, account, person.joined + 1)
        if person.stripe_again and not person.erased_at:
            created = person.joined + rng.randrange(20 * DAY, 200 * DAY)
            extra = open_account(life, rng, Knows(email=person.email), created)
            bill(life, rng, extra, None, created + rng.randrange(60, 30 * DAY))
    if person.zendesk:
        open_user(life, rng, person.zendesk, person.joined + rng.randrange(60, DAY))
        if person.zendesk_again:
            knows = Knows(phone=person.phone) if rng.random() < 0.6 else Knows(email=person.email2)
            open_user(life, rng, knows, person.joined + rng.randrange(DAY, 90 * DAY))
    return subscription


def _speak(life: Life, rng: Random, calendar: Calendar, index: int, begin: int, until: int) -> None:
    """Tickets, surveys and reviews of one period."""
    person = life.person
    users = [user for user in life.users if user.created < until]
    failing = begin < calendar.incident_to and calendar.incident_from < until
    odds = 0.13 * (1.6 - life.mood) * (1.8 if failing else 1.0)
    while users and rng.random() < odds:
        user = rng.choice(users)
        at = rng.randrange(max(begin, user.created), until) if user.created < until else begin
        ticket, quality, solved = write_ticket(life, rng, calendar, user, at)
        if quality >= 0 and person.surveys and rng.random() < 0.4:
            voice.respond(life, rng, voice.SUPPORT, solved, quality, "support", ticket=ticket)
    if person.surveys:
        if (index + person.pid) % 3 == 0 and rng.random() < 0.3:
            voice.respond(life, rng, voice.RELATIONSHIP, rng.randrange(begin, until), life.mood + 0.1, "relationship")
        if (index + person.pid) % 6 == 1 and rng.random() < 0.12:
            voice.respond(life, rng, voice.LOYALTY, rng.randrange(begin, until), life.mood, "relationship")
    if person.reviewer and rng.random() < 0.08:
        voice.review(life, rng, rng.randrange(begin, until))
