"""Help: Zendesk users and tickets of one person, with audits, metric events and satisfaction ratings."""

from random import Random

from sample_company.calendar import DAY, HOUR, Calendar
from sample_company.catalogue import COUNTRIES
from sample_company.model import HelpUser, Life, Ticket
from sample_company.people import Knows, spell_email, spell_phone
from sample_company.states import State, fold
from sample_company.words import comment, ticket_subject

AGENTS = 12


def open_user(life: Life, rng: Random, knows: Knows, created: int) -> HelpUser:
    """An end user of the help desk; some profiles are retyped later (same mailbox, other spelling)."""
    prefix = COUNTRIES[life.person.country][3]

    def contact() -> State:
        return {
            "email": spell_email(rng, knows.email).strip() if knows.email else None,
            "phone": spell_phone(rng, knows.phone, prefix) if knows.phone else None,
        }

    changes = [(created, {"name": life.person.name, **contact()})]
    if rng.random() < 0.1:
        changes.append((created + rng.randrange(DAY, 300 * DAY), contact()))
    user = HelpUser(life.take("users"), created, fold(changes), knows.email, knows.phone, knows.user_id)
    life.users.append(user)
    return user


def write_ticket(life: Life, rng: Random, calendar: Calendar, user: HelpUser, at: int) -> tuple[Ticket, float, int]:
    """A ticket from creation to closing. Returns it, the quality of the help (0..1) and the second of solving."""
    person = life.person
    failing = calendar.incident_from <= at < calendar.incident_to
    quality = min(1.0, max(0.0, rng.gauss(0.12 if failing else 0.35 + 0.55 * life.mood, 0.17)))
    ticket = Ticket(
        number=life.take("tickets"),
        created=at,
        requester=user,
        subject=ticket_subject(rng, person.language),
        body=comment(rng, person.language, -1 if rng.random() < 0.6 else 0),
        channel=rng.choice(("email", "email", "web", "chat", "voice" if user.phone else "web")),
        agent=rng.randrange(AGENTS),
    )
    replied = at + int(rng.lognormvariate(2.4 if failing else 1.2, 0.8) * HOUR)
    solved = replied + int(rng.expovariate(1 / (60 if failing else 20)) * HOUR) + 120
    if rng.random() < 0.05:  # some wait for weeks, so that there are always open tickets
        solved += rng.randrange(15 * DAY, 60 * DAY)
    changes: list[tuple[int, State]] = [
        (at, {"status": "new", "priority": rng.choice(("low", "normal", "normal", "high")), "tags": [], "stamp": at}),
        (replied, {"status": "open", "stamp": replied}),
        (solved, {"status": "solved", "stamp": solved, "tags": ["solved_once"]}),
    ]
    ticket.audits = [
        (at, {"type": "Create", "author": "user", "body": ticket.body, "public": True}),
        (replied, {"type": "Comment", "author": "agent", "body": comment(rng, person.language, 0), "public": True}),
        (solved, {"type": "Change", "author": "agent", "to": "solved", "from": "open"}),
    ]
    if rng.random() < 0.2:
        note = {"type": "Comment", "author": "agent", "body": "Checked with engineering.", "public": False}
        ticket.audits.append((at + (replied - at) // 2, note))
    for metric in ("reply_time", "agent_work_time", "requester_wait_time"):
        ticket.metrics.append((at, metric, "activate", 1))
        ticket.metrics.append((replied if metric == "reply_time" else solved, metric, "fulfill", 1))
    if rng.random() < (0.35 if failing else 0.12):
        reopened = solved + rng.randrange(2 * HOUR, 3 * DAY)
        text = comment(rng, person.language, -1)
        changes.append((reopened, {"status": "open", "stamp": reopened, "tags": ["reopened"]}))
        written = {"type": "Change", "author": "user", "to": "open", "from": "solved", "body": text, "public": True}
        ticket.audits.append((reopened, written))
        ticket.metrics.append((reopened, "requester_wait_time", "activate", 2))
        solved = reopened + int(rng.expovariate(1 / 20) * HOUR) + 120
        changes.append((solved, {"status": "solved", "stamp": solved}))
        ticket.audits.append((solved, {"type": "Change", "author": "agent", "to": "solved", "from": "open"}))
        ticket.metrics.append((solved, "requester_wait_time", "fulfill", 2))
        quality *= 0.8
    closed = solved + 4 * DAY
    deleted = rng.random() < 0.015
    if deleted:
        changes.append((solved + rng.randrange(HOUR, 30 * DAY), {"status": "deleted"}))
    elif rng.random() < 0.7:
        _rate(life, rng, ticket, quality, solved, changes)
    if not deleted:
        changes.append((closed, {"status": "closed", "stamp": closed}))
    ticket.states = _generated(rng, fold(changes, ("status", "deleted")))
    ticket.audits.sort(key=lambda audit: audit[0])
    life.tickets.append(ticket)
    life.feel(quality)
    return ticket, -1.0 if deleted else quality, solved


def _rate(
    life: Life, rng: Random, ticket: Ticket, quality: float, solved: int, changes: list[tuple[int, State]]
) -> None:
    """Offer a rating a day after solving; the offer is a system update that leaves the ticket's `updated_at` alone."""
    offered = solved + DAY - rng.randrange(600)
    rating: list[tuple[int, State]] = [(offered, {"score": "offered", "comment": None})]
    changes.append((offered, {"rating": "offered"}))
    if rng.random() < 0.5:
        answered = offered + rng.randrange(HOUR, 2 * DAY)
        score = "good" if rng.random() < 0.15 + 0.8 * quality else "bad"
        mood = 1 if score == "good" else -1
        text = comment(rng, life.person.language, mood) if rng.random() < 0.3 else None
        rating.append((answered, {"score": score, "comment": text}))
        if rng.random() < 0.06:
            other = "bad" if score == "good" else "good"
            rating.append((answered + rng.randrange(DAY, 5 * DAY), {"score": other, "comment": text}))
        changes += [(at, {"rating": state["score"], "stamp": at}) for at, state in rating[1:]]
    ticket.rating_number = life.take("ratings")
    ticket.rating = fold(rating)


def _generated(rng: Random, states: list[tuple[int, State]]) -> list[tuple[int, State]]:
    """When the export learns of a change: often at once, for three in ten only up to an hour later."""
    moved: list[tuple[int, State]] = []
    for at, state in states:
        late = rng.randrange(2, HOUR) if rng.random() < 0.3 else 0
        moved.append((max(at + late, moved[-1][0] + 1) if moved else at + late, state))
    return moved
