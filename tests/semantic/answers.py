"""Half a year of a small company's records, enough for most groups to be shown and few enough for some to be hidden."""

from __future__ import annotations

import random

from tests.dbt_project.raw_fixture import RawWarehouse, Record
from tests.dbt_project.vendor_records import (
    RELATIONSHIP,
    SUPPORT,
    audit,
    customer,
    epoch,
    form,
    response,
    review,
    stamp,
    subscription,
    ticket,
    user,
)

LOYALTY = form(
    "FLOY0001",
    ("recommend", "opinion_scale", 11, False),
    ("buy_again", "opinion_scale", 6, True),
    ("try_other", "opinion_scale", 6, True),
)
CUSTOMERS = 40
FIRST_DAY, LAST_DAY = -150, 25  # around START, before the load


def load(raw: RawWarehouse) -> None:
    """The same records every time."""
    rng = random.Random(7)
    raw.load("typeform", {"forms": [RELATIONSHIP, SUPPORT, LOYALTY], "responses": _responses(rng)})
    raw.load("stripe", {
        "customers": [customer(f"cus_{n}", _email(n)) for n in range(CUSTOMERS)],
        "subscriptions": [
            subscription(f"sub_{n}", f"cus_{n}", "canceled" if n % 9 == 0 else "active") | {"start_date": epoch(-300)}
            for n in range(CUSTOMERS)
        ],
    })  # fmt: skip
    raw.load("zendesk", _help_desk(rng))
    raw.load("trustpilot", {
        "reviews": [
            review(f"rev_{n}", f"con_{n}", rng.randint(1, 5)) | {"createdAt": stamp(rng.randint(FIRST_DAY, LAST_DAY))}
            for n in range(150)
        ]
    })  # fmt: skip


def _email(number: int) -> str:
    return f"person{number}@mail.example"


def _responses(rng: random.Random) -> list[Record]:
    found: list[Record] = []
    for number in range(500):
        day = rng.uniform(FIRST_DAY, LAST_DAY)
        person = {"email": _email(rng.randrange(CUSTOMERS)), "segment": rng.choice(["smb", "enterprise"])}
        # Nearly nobody answers about getting started, so that this group is hidden.
        touchpoint = rng.choices(["relationship", "product", "onboarding"], [60, 38, 2])[0]
        found.append(
            response(f"n{number}", "FNPS0001", day, {"nps": rng.randint(0, 10)}, touchpoint=touchpoint, **person)
        )
        scores = {"csat": rng.randint(1, 5), "ces": rng.randint(1, 7)}
        touchpoint = rng.choice(["support", "billing"])
        found.append(response(f"s{number}", "FCST0001", day, scores, touchpoint=touchpoint, **person))
        if number % 3 == 0:
            loyal = {"recommend": rng.randint(0, 10), "buy_again": rng.randint(1, 6), "try_other": rng.randint(1, 6)}
            found.append(response(f"l{number}", "FLOY0001", day, loyal, touchpoint="relationship", **person))
    return found


def _help_desk(rng: random.Random) -> dict[str, list[Record]]:
    tickets: list[Record] = []
    audits: list[Record] = []
    ratings: list[Record] = []
    for number in range(150):
        day = rng.uniform(FIRST_DAY, LAST_DAY - 10)
        tickets.append(ticket(number, rng.randrange(CUSTOMERS), "solved", day))
        audits.append(
            audit(
                number * 10,
                number,
                day + 1,
                {"event_type": "Comment", "body": "Here.", "public": True, "author_id": 900},
                {"event_type": "Change", "status": "solved", "previous_value": "open"},
            )
        )
        if rng.random() < 0.3:
            back = {"event_type": "Change", "status": "open", "previous_value": "solved"}
            solved = {"event_type": "Change", "status": "solved", "previous_value": "open"}
            audits += [audit(number * 10 + 1, number, day + 4, back), audit(number * 10 + 2, number, day + 5, solved)]
        ratings.append(
            {
                "id": number,
                "ticket_id": number,
                "requester_id": tickets[-1]["requester_id"],
                "score": rng.choice(["offered", "good", "bad"]),
                "created_at": stamp(day + 2),
                "updated_at": stamp(day + 2),
            }
        )
    return {
        "users": [user(n, _email(n)) for n in range(CUSTOMERS)],
        "tickets": tickets,
        "ticket_events": audits,
        "ticket_metric_events": [],
        "satisfaction_ratings": ratings,
    }
