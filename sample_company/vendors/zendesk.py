"""Users, tickets, audits, metric events and satisfaction ratings as Zendesk's exports show them.

A ticket sorts by `generated_timestamp`, the second in which the export learnt of its last change; `updated_at` stays
behind it after system updates and for deletions. Ratings sort by `updated_at`.
"""

from typing import Any

from sample_company.calendar import iso
from sample_company.model import HelpUser, Life, Ticket
from sample_company.sink import FOREVER, Fact, Sink
from sample_company.states import State, States

Json = dict[str, Any]
_AGENT = 410_000_000
_GROUP = 520_000_000
_HOST = "https://sample.zendesk.example/api/v2"


def emit(life: Life, sink: Sink) -> None:
    """Everything the help desk knows of a person."""
    for helped in life.users:
        times = [(at, at) for at, _ in helped.states]
        sink.versions("zendesk_users", helped.number, times, lambda k, u=helped: user(life, u, k))  # type: ignore[misc]
        tokens = [f"z:{helped.id}"]
        known = (("e", helped.email), ("p", helped.phone), ("u", helped.external_id))
        tokens += [f"{kind}:{value}" for kind, value in known if value]
        ref = str(helped.id)
        sink.facts += [
            Fact("ref", life.person.pid, "zendesk", ref, ref, helped.created, FOREVER, 0, 0, token) for token in tokens
        ]
    for item in life.tickets:
        times = [(at, at) for at, _ in item.states]
        sink.versions("zendesk_tickets", item.number, times, lambda k, t=item: ticket(t, k))  # type: ignore[misc]
        _events(life, item, sink)
        times = [(at, at) for at, _ in item.rating]
        sink.versions("zendesk_ratings", item.rating_number, times, lambda k, t=item: rating(t, k))  # type: ignore[misc]
        _facts(life, item, sink)


def user(life: Life, helped: HelpUser, k: int) -> Json:
    """An end user."""
    at, state = helped.states[k]
    return {
        "id": helped.id,
        "url": f"{_HOST}/users/{helped.id}.json",
        "name": state["name"],
        "email": state["email"],
        "phone": state["phone"],
        "external_id": helped.external_id,
        "role": "end-user",
        "active": True,
        "locale": life.person.language,
        "time_zone": "Copenhagen",
        "created_at": iso(helped.created),
        "updated_at": iso(at),
        "organization_id": None,
        "tags": [],
        "user_fields": {},
    }


def ticket(item: Ticket, k: int) -> Json:
    """A ticket; `satisfaction_rating` repeats the newest rating."""
    generated, state = item.states[k]
    score = state.get("rating")
    return {
        "id": item.id,
        "url": f"{_HOST}/tickets/{item.id}.json",
        "assignee_id": _AGENT + item.agent,
        "allow_channelback": False,
        "created_at": iso(item.created),
        "custom_fields": [{"id": 360001, "value": item.channel}, {"id": 360002, "value": None}],
        "description": item.body,
        "due_at": None,
        "external_id": None,
        "generated_timestamp": generated,
        "group_id": _GROUP + item.agent % 3,
        "has_incidents": False,
        "is_public": True,
        "organization_id": None,
        "priority": state["priority"],
        "requester_id": item.requester.id,
        "satisfaction_rating": {"score": score, "id": 8_000_000_000 + item.rating_number} if score else None,
        "status": state["status"],
        "subject": item.subject,
        "submitter_id": item.requester.id,
        "tags": state["tags"],
        "type": None,
        "updated_at": iso(state["stamp"]),
        "via": {"channel": item.channel, "source": {"from": {}, "to": {}, "rel": None}},
    }


def rating(item: Ticket, k: int) -> Json:
    """A satisfaction rating: offered first, answered by about half, changed by a few."""
    at, state = item.rating[k]
    return {
        "id": 8_000_000_000 + item.rating_number,
        "url": f"{_HOST}/satisfaction_ratings/{8_000_000_000 + item.rating_number}.json",
        "assignee_id": _AGENT + item.agent,
        "comment": state["comment"],
        "created_at": iso(item.rating[0][0]),
        "group_id": _GROUP + item.agent % 3,
        "reason": None,
        "requester_id": item.requester.id,
        "score": state["score"],
        "ticket_id": item.id,
        "updated_at": iso(at),
    }


def _events(life: Life, item: Ticket, sink: Sink) -> None:
    for at, audit in item.audits:
        number = life.take("ticket_events")
        sink.append("zendesk_ticket_events", number, at, lambda n=number, t=at, a=audit: _audit(item, n, t, a))  # type: ignore[misc]
    for at, metric, kind, instance in item.metrics:
        number = life.take("metric_events")
        body = {
            "id": 9_500_000_000 + number,
            "ticket_id": item.id,
            "metric": metric,
            "instance_id": instance,
            "type": kind,
            "time": iso(at),
        }
        sink.append("zendesk_metric_events", number, at, lambda b=body: b)  # type: ignore[misc]


def _audit(item: Ticket, number: int, at: int, audit: State) -> Json:
    author = item.requester.id if audit["author"] == "user" else _AGENT + item.agent
    first = 95_000_000_000 + number * 4
    children: list[Json] = []
    if audit["type"] == "Create":
        children.append({"id": first + 1, "event_type": "Create", "status": "new", "subject": item.subject})
    if audit["type"] == "Change":
        change = {"event_type": "Change", "status": audit["to"], "previous_value": audit["from"]}
        children.append({"id": first + 2, **change})
    if "body" in audit:
        comment = {"event_type": "Comment", "body": audit["body"], "public": audit["public"], "author_id": author}
        children.append({"id": first, "type": "Comment", "via": {"channel": item.channel}, **comment})
    return {
        "id": 9_000_000_000 + number,
        "ticket_id": item.id,
        "timestamp": at,
        "created_at": iso(at),
        "updater_id": author,
        "via": item.channel,
        "system": {},
        "metadata": {},
        "event_type": "Audit",
        "child_events": children,
    }


def _spans(states: States) -> list[tuple[int, int, State]]:
    ends = [at for at, _ in states[1:]] + [FOREVER]
    return [(at, end, state) for (at, state), end in zip(states, ends, strict=True)]


def _facts(life: Life, item: Ticket, sink: Sink) -> None:
    pid, ref, key = life.person.pid, str(item.requester.id), str(item.id)
    for since, until, state in _spans(item.states):
        fact = Fact("ticket", pid, "zendesk", ref, key, since, until, item.created, 0, state["status"])
        sink.facts.append(fact)
    for at, audit in item.audits:
        kind = _step(audit)
        if kind:
            sink.facts.append(Fact(kind, pid, "zendesk", ref, key, at, FOREVER, at, 0, None))
    for since, until, state in _spans(item.rating) if item.rating else []:
        fact = Fact("rating", pid, "zendesk", ref, key, since, until, item.rating[0][0], 0, state["score"])
        sink.facts.append(fact)


def _step(audit: State) -> str | None:
    """What an audit means for the customer's waiting; a requester who writes again reopens the ticket."""
    if audit["type"] == "Change":
        return "solve"
    if audit["type"] == "Comment" and audit["public"]:
        return "reply" if audit["author"] == "agent" else "reopen"
    return None
