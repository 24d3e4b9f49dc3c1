"""What each metric means, in plain words. The exact definitions are macros (dbt_project/macros/metrics); these are for
people who decide by the numbers and read no SQL.

A metric that somebody adds is explained by its formula until it has words here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.language import say, say_count


def plain(definition: Mapping[str, Any]) -> dict[str, str]:
    """What is asked, who counts, how it is worked out and how sure it " "is; empty where there is nothing to say."""
    days = int(definition["settle_days"] or 0)
    return {
        "about": _about().get(definition["observations"], ""),
        "counts": _counted_by(definition["observations"]),
        "formula": _formulas().get(definition["formula"], ""),
        "interval": _intervals().get(definition["formula"], ""),
        "direction": _direction(definition["is_high_good"]),
        "settles": say_count(
            days,
            "Late records are expected for {count} day after a period.",
            "Late records are expected for {count} days after a period.",
            count=days,
        )
        if days
        else "",
    }


def _formulas() -> dict[str, str]:
    return {
        "net_share": say(
            "The share of positive less the share of negative: 100 × (positive − negative) ÷ all that count."
        ),
        "share": say("The share of hits: 100 × hits ÷ all that count."),
        "mean": say("The sum of the scores ÷ how many count."),
        "rate": say("How many there are for each 100 customers."),
        "median": say("The value in the middle: half are lower, half are higher."),
        "p90": say("The value that nine in ten do not exceed."),
        "total": say("Everything added up. It is no sample, so it has no interval."),
    }


def _intervals() -> dict[str, str]:
    return {
        "net_share": say("95% interval for a difference of two shares (adjusted Wald)."),
        "share": say("95% interval for a share (Wilson)."),
        "mean": say("95% interval for a mean (Student's t)."),
        "rate": say("95% interval for a rate (Poisson, Byar)."),
        "median": say("95% interval from the ordered values."),
        "p90": say("95% interval from the ordered values."),
        "total": "",
    }


def _direction(is_high_good: bool | None) -> str:
    if is_high_good is None:
        return ""
    return say("Higher is better.") if is_high_good else say("Lower is better.")


def _counted_by(observations: str) -> str:
    if observations.startswith("invitation"):
        return say("Invitations, by the day on which they were sent.")
    return {
        **dict.fromkeys(
            ("nps", "csat", "ocs", "ces", "ces_1", "cli", "support_rating"),
            say("Valid answers, by the day on which they were given."),
        ),
        **dict.fromkeys(
            ("first_reply", "first_reply_business", "unreplied", "first_resolution", "full_resolution", "open_ticket"),
            say("Tickets, by the day on which they were opened."),
        ),
        **dict.fromkeys(
            ("reopened_7d", "reopened_30d"), say("Solved tickets, by the day on which they were first solved.")
        ),
        "close_the_loop": say("Detractors one can contact and whose time is up, by the day of their answer."),
        "completion": say("Responses, by the day on which they were begun."),
        "contact": say("Customers with a running subscription, also those without a ticket."),
        "repeat_purchase": say("Buyers, by the day of their first order."),
        "failed_payment": say("Attempts to charge, by their day."),
        "recurring": say("Subscriptions that run on the last day of the period."),
        "subscription_running": say("Subscriptions that run on the last day of the period."),
        "subscription_cancelled": say("Cancellations, by their day."),
        "retention": say("Customers who were active when the period began."),
        "churn": say("Customers who were active when the period began."),
        "active_days": say("Customers who used the product in the period."),
        "sessions": say("Customers who used the product in the period."),
        "session_length": say("Sessions, by the day on which they began."),
        "cart": say("Carts, by the day on which they were filled."),
        "sentiment": say("Reviews and mentions, by their day."),
        "share_of_voice": say("Mentions of us and of the competitors on the list, by their day."),
        "health": say("Customers with a running subscription at the end of the month."),
    }.get(observations, "")


def _about() -> dict[str, str]:
    return {
        "nps": say(
            "How likely customers are to recommend us, 0 to 10: promoters say 9 "
            "or 10, passives 7 or 8, detractors 0 to 6."
        ),
        "csat": say("How satisfied customers are with one contact, 1 to 5: 4 and 5 are satisfied, 3 is not."),
        "ocs": say(
            "How satisfied customers are with the company as a whole, 1 to 5. Never mixed with single contacts."
        ),
        "ces": say("Whether we made it easy, from 1 (disagree) to 7 (agree): 5 to 7 count as easy."),
        "ces_1": say("How much effort it took, from 1 (little) to 5 (much)."),
        "cli": say(
            "How loyal customers say they are: would recommend, buy again and try other "
            "products, each put on 0 to 100. All three must be answered."
        ),
        "support_rating": say("The help desk's own good or bad. Never mixed with satisfaction on 1 to 5."),
        "close_the_loop": say("Whether dissatisfied customers were contacted within 48 hours."),
        "invitation_sent": say("How many invitations to surveys went out."),
        "invitation_bounced": say("Invitations that could not be delivered."),
        "invitation_answered": say("Of delivered invitations, those that were answered."),
        "invitation_started": say("Of sent invitations, those that were opened and begun."),
        "invitation_answered_of_sent": say("Of sent invitations, those that were answered."),
        "invitation_completed": say("Of sent invitations, those that were answered to the end."),
        "completion": say("Of begun responses, those that were finished."),
        "first_reply": say("How long customers wait for the first public answer of a person."),
        "first_reply_business": say("How long customers wait for the first public answer, counted in business hours."),
        "unreplied": say("Tickets that nobody has answered yet."),
        "first_resolution": say("How long it takes until a ticket is first solved."),
        "full_resolution": say(
            "How long it takes until a ticket is solved for good. An open one has no such time yet."
        ),
        "open_ticket": say("Tickets that are open now."),
        "reopened_7d": say("Tickets that were opened again within 7 days of being solved."),
        "reopened_30d": say("Tickets that were opened again within 30 days of being solved."),
        "contact": say("How often customers need help."),
        "repeat_purchase": say(
            "Buyers who ordered again on another day within 90 days. Orders that were refunded whole are none."
        ),
        "failed_payment": say("Attempts to charge that failed."),
        "recurring": say(
            "What running subscriptions bring a month, at their present price. Trials and pauses do not count."
        ),
        "subscription_running": say("How many subscriptions run. Trials and pauses do not count."),
        "subscription_cancelled": say("How many subscriptions were cancelled."),
        "retention": say("Customers who were active when the period began and are active when it ends."),
        "churn": say("Customers who were active when the period began and are not when it ends."),
        "active_days": say("On how many days a customer used the product."),
        "sessions": say("How often a customer came to use the product."),
        "session_length": say("How long customers stay. A session ends after 30 minutes without anything."),
        "cart": say("Carts that did not become an order within 24 hours."),
        "sentiment": say("How reviews speak of us, by their rating: the best quarter is positive, the worst negative."),
        "share_of_voice": say("How much of what is said about us and our competitors is about us."),
        "health": say(
            "How well customers are, 0 to 100, from usage, feedback, support and "
            "payments. What is not known is left out, not guessed."
        ),
    }
