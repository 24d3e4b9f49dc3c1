"""Counts the truth again from what is served: another way, in plain Python, sharing no code with the generator.

Small on purpose: a second opinion on identity, answers and customers, not a second pipeline. Metrics are in
recount_metrics.
"""

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

Served = dict[str, list[dict[str, Any]]]
Ref = tuple[str, str]
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "recommend": (0, 10), "buy_again": (1, 6), "try_other": (1, 6)}
ASKED = {
    "FNPS0001": ["nps"],
    "FCST0001": ["csat", "ces"],
    "FPUR0001": ["csat", "ces"],
    "FLOY0001": ["recommend", "buy_again", "try_other"],
}
LINKS = {"user_id", "customer_id", "email", "ticket_id", "invoice_id"}


def email(text: str | None) -> str | None:
    if not text:
        return None
    local, _, domain = text.strip().lower().partition("@")
    return "e:" + (local.partition("+")[0] if domain == "gmail.com" else local) + "@" + domain


def phone(text: str | None) -> str | None:
    return "p:" + re.sub(r"^00", "", re.sub(r"\D", "", text)) if text else None


def user(text: str | None) -> str | None:
    return f"u:{text}" if text else None


def identities(served: Served, identifies: list[tuple[str, str | None]]) -> dict[Ref, frozenset[Ref]]:
    """Every reference with all references of its component. Telephones on five or more customers join nobody."""
    holds: dict[Ref, set[str | None]] = defaultdict(set)
    owner = {record["id"]: record["customer"] for record in served["invoices"]}
    asker = {record["id"]: record["requester_id"] for record in served["tickets"]}
    for record in served["customers"]:
        ids = {email(record["email"]), phone(record["phone"]), user(record["metadata"].get("user_id"))}
        holds["stripe", record["id"]] |= {f"c:{record['id']}"} | ids
    for record in served["users"]:
        ids = {email(record["email"]), phone(record["phone"]), user(record["external_id"])}
        holds["zendesk", str(record["id"])] |= {f"z:{record['id']}"} | ids
    for user_id, address in identifies:
        holds["segment", user_id] |= {user(user_id), email(address)}
    for record in served["reviews"]:
        ids = {email(record["referralEmail"])}
        holds["trustpilot", record["consumer"]["id"]] |= ids
        if record["referenceId"]:
            holds["trustpilot", record["consumer"]["id"]].add(f"c:{owner[record['referenceId']]}")
    for form in ASKED:
        for record in served[form]:
            hidden = record["hidden"]
            if not LINKS & set(hidden):
                continue
            ids = {email(hidden.get("email")), user(hidden.get("user_id"))}
            if "customer_id" in hidden:
                ids.add(f"c:{hidden['customer_id']}")
            if "invoice_id" in hidden:
                ids.add(f"c:{owner[hidden['invoice_id']]}")
            if "ticket_id" in hidden:
                ids.add(f"z:{asker[int(hidden['ticket_id'])]}")
            holds["typeform", record["response_id"]] |= ids
    users: dict[str | None, int] = defaultdict(int)
    for (tool, _), ids in holds.items():
        for identifier in ids if tool == "stripe" else ():
            users[identifier] += 1
    hubs = {i for i, count in users.items() if i and i.startswith("p:") and count >= 5}
    by_identifier: dict[str, list[Ref]] = defaultdict(list)
    for ref, ids in holds.items():
        for identifier in ids - hubs - {None}:
            by_identifier[str(identifier)].append(ref)
    component: dict[Ref, frozenset[Ref]] = {}
    for ref in holds:
        if ref in component:
            continue
        found, queue = {ref}, [ref]
        while queue:
            for identifier in holds[queue.pop()] - hubs - {None}:
                fresh = set(by_identifier[str(identifier)]) - found
                found |= fresh
                queue += fresh
        component |= dict.fromkeys(found, frozenset(found))
    return component


def answers(served: Served) -> list[dict[str, Any]]:
    """One row per response and scored question, with why it does not count."""
    rows = []
    for form, questions in ASKED.items():
        last: dict[str, str] = {}
        for item in served[form]:
            invitation = item["hidden"].get("invitation_id")
            if invitation and "test" not in item["hidden"]:
                last[invitation] = max(last.get(invitation, ""), item["submitted_at"])
        for item in served[form]:
            given = {a["field"]["ref"]: a["number"] for a in item["answers"] if a["type"] == "number"}
            hidden = item["hidden"]
            for question in questions:
                score, (low, high) = given.get(question), SCALES[question]
                reason = None
                if hidden.get("test") == "1":
                    reason = "test"
                elif item["submitted_at"] < last.get(hidden.get("invitation_id", ""), ""):
                    reason = "duplicate"
                elif score is None:
                    reason = "skipped"
                elif not low <= score <= high:
                    reason = "out_of_range"
                rows.append(
                    {
                        "response": item["response_id"],
                        "question": question,
                        "score": score,
                        "reason": reason,
                        "at": item["submitted_at"],
                        "touchpoint": hidden["touchpoint"],
                        "segment": hidden.get("segment"),
                        "country": hidden.get("country"),
                        "survey": form,
                    }
                )
    return rows


def customers(served: Served, rows: list[dict[str, Any]]) -> dict[Ref, dict[str, Any]]:
    """What one reference of one tool contributes to a customer's row; sums over references give the customer."""
    facts: dict[Ref, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    payer = {record["id"]: record["customer"] for record in served["charges"]}
    for record in served["invoices"]:
        if record["status"] == "paid":
            fact = facts["stripe", record["customer"]]
            fact["orders_count"] += 1
            fact["gross_paid_minor"] += record["amount_paid"]
    for record in served["refunds"]:
        facts["stripe", payer[record["charge"]]]["refunded_minor"] += record["amount"]
    for record in served["charges"]:
        facts["stripe", record["customer"]]["failed_charges_count"] += record["status"] == "failed"
    for record in served["subscriptions"]:
        price, active = record["items"]["data"][0]["price"], record["status"] in ("active", "past_due")
        months = 12 if price["recurring"]["interval"] == "year" else 1
        facts["stripe", record["customer"]]["active_subscriptions"] += active
        facts["stripe", record["customer"]]["mrr_minor"] += active * price["unit_amount"] // months
    for record in served["tickets"]:
        fact = facts["zendesk", str(record["requester_id"])]
        fact["tickets_count"] += record["status"] != "deleted"
        fact["tickets_open_count"] += record["status"] not in ("deleted", "solved", "closed")
    for record in served["ratings"]:
        fact = facts["zendesk", str(record["requester_id"])]
        fact["zendesk_ratings_good"] += record["score"] == "good"
        fact["zendesk_ratings_bad"] += record["score"] == "bad"
    for record in served["reviews"]:
        fact = facts["trustpilot", record["consumer"]["id"]]
        fact["reviews_count"] += 1
        fact["reviews_stars_sum"] += record["stars"]
    for row in rows:
        if row["reason"] is None:
            fact = facts["typeform", row["response"]]
            fact["answers_count"] += 1
            fact["csat_count"] += row["question"] == "csat"
            fact["csat_sum"] += row["score"] if row["question"] == "csat" else 0
    return facts


def usage(folder: Path) -> tuple[list[tuple[str, str | None]], dict[str, list[int]]]:
    """Identify calls, and per user id the microseconds of the user's events, from the Parquet files."""
    with duckdb.connect() as db:
        db.execute("set timezone = 'UTC'")
        calls = db.execute(f"select user_id, email from '{folder}/identifies/*/*.parquet'").fetchall()
        seen = db.execute(
            f"select distinct message_id, user_id, epoch_us(timestamp) from "
            f"(from '{folder}/tracks/*/*.parquet' union all by name from '{folder}/pages/*/*.parquet') "
            "where user_id is not null and not regexp_matches(lower(context_user_agent), 'bot|spider') order by 3"
        ).fetchall()
    times: dict[str, list[int]] = defaultdict(list)
    for _, user_id, at in seen:
        times[user_id].append(at)
    return calls, dict(times)


def used(times: list[int]) -> tuple[int, int, int]:
    """Events, active days and sessions of one user."""
    breaks = sum(b - a > 30 * 60 * 1_000_000 for a, b in pairwise(times))
    return len(times), len({at // 86_400_000_000 for at in times}), 1 + breaks
