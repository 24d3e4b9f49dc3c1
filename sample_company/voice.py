"""Opinions: survey responses and public reviews of one person, with the ways in which they arrive spoiled."""

from random import Random

from sample_company.calendar import DAY, HOUR
from sample_company.catalogue import LOYALTY, PURCHASE, QUESTIONS, RELATIONSHIP, SCALES, SEGMENTS, SUPPORT
from sample_company.model import Invoice, Life, Response, Review, Ticket
from sample_company.numbers import scramble
from sample_company.people import spell_email
from sample_company.states import State, fold
from sample_company.words import comment

_PLATFORMS = ("mobile", "other", "tablet")


def respond(
    life: Life,
    rng: Random,
    form: str,
    trigger: int,
    quality: float,
    touchpoint: str,
    *,
    ticket: Ticket | None = None,
    invoice: Invoice | None = None,
) -> None:
    """A response some hours after what it is about; sometimes late, doubled, a test, deleted later, or incomplete."""
    submitted = trigger + rng.randrange(HOUR, 4 * DAY)
    first = _response(life, rng, form, submitted, quality, touchpoint, ticket, invoice)
    if rng.random() < 0.02:
        again = _response(
            life, rng, form, submitted + rng.randrange(HOUR, 2 * DAY), quality, touchpoint, ticket, invoice
        )
        again.hidden["invitation_id"] = first.hidden["invitation_id"]
    if rng.random() < 0.01:
        test = _response(life, rng, form, submitted + rng.randrange(300, DAY), 0.5, touchpoint, ticket, invoice)
        test.hidden["test"] = "1"
        del test.hidden["invitation_id"]


def _response(
    life: Life,
    rng: Random,
    form: str,
    submitted: int,
    quality: float,
    touchpoint: str,
    ticket: Ticket | None,
    invoice: Invoice | None,
) -> Response:
    number = life.take(form)
    links, tokens = _links(life, rng, submitted, ticket, invoice)
    hidden = {"touchpoint": touchpoint, "invitation_id": f"inv_{scramble(number)}", **links}
    plan = life.plan_at(submitted)
    optional = {"country": life.person.country, "plan": plan, "language": life.person.language}
    hidden |= {key: value for key, value in optional.items() if rng.random() < 0.9}
    if tokens or rng.random() < 0.6:
        hidden["segment"] = SEGMENTS[plan]
    visible = submitted + (rng.randrange(HOUR, 3 * DAY - 60) if rng.random() < 0.05 else rng.randrange(1, 60))
    response = Response(
        number=number,
        form=form,
        submitted=submitted,
        landed=submitted - rng.randrange(20, 300),
        visible=visible,
        gone=visible + rng.randrange(DAY, 60 * DAY) if rng.random() < 0.012 else None,
        hidden=hidden,
        scores=_scores(rng, form, quality),
        text=comment(rng, life.person.language, (quality > 0.66) - (quality < 0.4)) if rng.random() < 0.4 else None,
        tokens=tokens,
        platform=rng.choice(_PLATFORMS),
    )
    life.responses.append(response)
    return response


def _links(
    life: Life, rng: Random, at: int, ticket: Ticket | None, invoice: Invoice | None
) -> tuple[dict[str, str], list[str]]:
    """Hidden fields that identify, and the identifiers they amount to. Nothing at all makes a response anonymous.

    People who will be erased from billing are never linked through billing: a link to a customer that no longer
    exists would mean one thing to who loaded it in time and another to who did not.
    """
    person = life.person
    knows = "email" if person.erased_at else person.survey_knows
    if person.anonymous_only or knows == "nothing" or rng.random() < 0.12:
        return {}, []
    account = next((a for a in life.accounts if a.created < at), None)
    if knows == "link" and ticket:
        return {"ticket_id": str(ticket.id)}, [f"z:{ticket.requester.id}"]
    if knows == "link" and invoice:
        return {"invoice_id": invoice.id}, [f"c:{invoice.account.id}"]
    if knows == "link" and account:
        return {"customer_id": account.id}, [f"c:{account.id}"]
    links, tokens = {}, []
    if knows in ("user_id", "both"):
        links["user_id"] = person.user_id
        tokens.append(f"u:{person.user_id}")
    if knows != "user_id":
        links["email"] = spell_email(rng, person.email)
        tokens.append(f"e:{person.email}")
    return links, tokens


def _scores(rng: Random, form: str, quality: float) -> dict[str, int]:
    scores = {}
    for ref in QUESTIONS[form]:
        if ref not in SCALES or rng.random() < 0.03:
            continue
        _, low, high = SCALES[ref]
        score = round(low + (high - low) * min(1.0, max(0.0, rng.gauss(quality, 0.13))))
        if rng.random() < 0.005:
            score = high + 1 if low == 0 or rng.random() < 0.5 else low - 1
        scores[ref] = score
    return scores


def review(life: Life, rng: Random, at: int) -> None:
    """A public review: perhaps linked by e-mail or order, edited, put back without a stamp, answered, or withdrawn."""
    person = life.person
    draw = rng.random()
    email = person.email if draw < 0.5 else person.email2 if draw < 0.6 else None
    orders = [invoice for invoice in life.invoices if invoice.created < at]
    reference = orders[-1] if orders and not person.erased_at and rng.random() < 0.4 else None
    stars = min(5, max(1, round(1 + 4 * rng.gauss(life.mood, 0.2))))
    mood = (stars > 3) - (stars < 3)
    original: State = {"stars": stars, "text": comment(rng, person.language, mood), "updated": None}
    changes: list[tuple[int, State]] = [(at, {**original, "reply": None})]
    if rng.random() < 0.12:
        edited = at + rng.randrange(DAY, 20 * DAY)
        other = {"stars": 1 + stars % 5, "text": comment(rng, person.language, 0), "updated": edited}
        changes.append((edited, other))
        if rng.random() < 0.3:
            changes.append((edited + rng.randrange(DAY, 10 * DAY), original))
    if rng.random() < 0.3:
        replied = at + rng.randrange(HOUR, 4 * DAY)
        changes.append((replied, {"reply": (comment(rng, "en", 0), replied)}))
    states = fold(changes)
    gone = states[-1][0] + rng.randrange(DAY, 60 * DAY) if rng.random() < 0.03 else None
    consumer = f"{0x5F00_0000 + person.pid:08x}{scramble(person.pid + 1)}"
    life.reviews.append(Review(life.take("reviews"), at, consumer, email, reference, states, gone))


__all__ = ["LOYALTY", "PURCHASE", "RELATIONSHIP", "SUPPORT", "respond", "review"]
