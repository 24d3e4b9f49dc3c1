"""Public reviews as Trustpilot's private business-unit API shows them; withdrawn ones simply vanish there."""

from random import Random
from typing import Any

from sample_company.calendar import iso
from sample_company.model import Life, Review
from sample_company.people import spell_email
from sample_company.sink import FOREVER, Fact, Sink


def emit(life: Life, sink: Sink) -> None:
    """A person's reviews and their facts."""
    pid = life.person.pid
    for review in life.reviews:
        times = [(at, review.created) for at, _ in review.states]
        sink.versions("trustpilot_reviews", review.number, times, lambda k, r=review: render(life, r, k), review.gone)  # type: ignore[misc]
        until = review.gone or FOREVER
        tokens = [f"t:{review.consumer}"]
        if review.email:
            tokens.append(f"e:{review.email}")
        if review.reference:
            tokens.append(f"c:{review.reference.account.id}")
        for token in tokens:
            sink.facts.append(
                Fact("ref", pid, "trustpilot", review.consumer, review.id, review.created, until, 0, 0, token)
            )
        ends = [at for at, _ in review.states[1:]] + [until]
        for (at, state), end in zip(review.states, ends, strict=True):
            written, stars = review.created, state["stars"]
            fact = Fact("review", pid, "trustpilot", review.consumer, review.id, at, end, written, stars, None)
            sink.facts.append(fact)


def render(life: Life, review: Review, k: int) -> dict[str, Any]:
    """One item of `GET /v1/private/business-units/{id}/reviews`."""
    state = review.states[k][1]
    reply = state["reply"]
    return {
        "id": review.id,
        "links": [],
        "stars": state["stars"],
        "title": state["text"].split(" ")[0].strip(",.!:"),
        "text": state["text"],
        "language": life.person.language,
        "createdAt": iso(review.created),
        "updatedAt": iso(state["updated"]) if state["updated"] else None,
        "consumer": {
            "id": review.consumer,
            "displayName": f"{life.person.first} {life.person.last[0]}.",
            "displayLocation": life.person.country,
            "numberOfReviews": len(life.reviews),
            "links": [],
        },
        "referralEmail": _spelled(review),
        "referenceId": review.reference.id if review.reference else None,
        "companyReply": {"text": reply[0], "createdAt": iso(reply[1]), "updatedAt": None} if reply else None,
        "status": "active",
        "isVerified": review.email is not None or review.reference is not None,
        "source": "AFSv2",
        "location": None,
        "tags": [],
    }


def _spelled(review: Review) -> str | None:
    """One spelling per review, whichever version of it is shown."""
    if review.email is None:
        return None
    return spell_email(Random(review.number), review.email).strip()
