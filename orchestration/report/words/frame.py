"""The page around its sections: title, choices, numbers."""

from __future__ import annotations

from orchestration.language import say, say_count
from orchestration.report.words.forms import Words, counted


def frame() -> Words:
    return {
        "title": say("Customer voice"),
        "skip": say("Skip to the report"),
        "noscript": say("This report needs JavaScript. Everything it needs is in this file; nothing is fetched."),
        "too_old": say("This browser is too old to show the report. Any browser of the last three years does."),
        "sections": say("Sections"),
        "selection": say("Selection"),
        "through": say("Data through {when} (UTC)"),
        "published": say("Published {when} (UTC)"),
        "made_of": say(
            "Every number is one of voc_metrics, with its evidence. A change is "
            "called one only where it is more than chance."
        ),
        "loading": say("Loading"),
        "failed": say("This part could not be shown."),
        "confidential": say("Confidential: about customers, for people who work with them."),
    }


def choosing() -> Words:
    return {
        "metric": say("Metric"),
        "period_type": say("Period type"),
        "period": say("Period"),
        "earlier": say("Earlier period"),
        "later": say("Later period"),
        "by": say("Broken down by"),
        "group": say("Group"),
        "whole": say("Everybody"),
        "span": say("Shown"),
        "span_last": counted(lambda n: say_count(n, "last {count} period", "last {count} periods", count="{count}")),
        "span_all": say("all periods"),
        "day": say("Day"),
        "week": say("Week"),
        "month": say("Month"),
        "quarter": say("Quarter"),
        "rolling_28": say("28 days"),
        "rolling_91": say("91 days"),
        "direct": say("What customers tell us"),
        "indirect": say("What they say elsewhere"),
        "deferred": say("What they do"),
        "all": say("Everybody"),
        "touchpoint": say("Touchpoint"),
        "segment": say("Segment"),
        "country": say("Country"),
        "language": say("Language"),
        "plan": say("Plan"),
        "product": say("Product"),
        "survey": say("Survey"),
        "touchpoint_segment": say("Touchpoint and segment"),
        "unknown": say("not known"),
        "newest": say("Newest complete period"),
        "shows": say("Now showing {what}."),
    }


def sections() -> Words:
    return {
        "s_overview": say("Overview"),
        "s_trend": say("Trend"),
        "s_groups": say("Groups"),
        "s_journey": say("Journey"),
        "s_drivers": say("Drivers"),
        "s_themes": say("Themes"),
        "s_comments": say("Comments"),
        "s_customers": say("Customers at risk"),
        "s_cases": say("Cases"),
        "s_actions": say("Actions"),
        "s_alerts": say("Alerts"),
        "s_data": say("Data health"),
        "s_definitions": say("Definitions"),
        "p_groups": say("{metric} by {dimension}, {period}."),
        "p_journey": say("What customers tell us at each step, in the order of their journey, {period}."),
        "p_themes": say("What comments are about, {period}."),
        "p_comments": say(
            "In the customers' own words: names, addresses and numbers are "
            "masked, and only groups large enough are shown."
        ),
        "p_customers": say(
            "Customers with a running subscription whose health score is 50 or less, the most valuable first."
        ),
        "p_cases": say("Dissatisfied customers to call back, and whether it happened."),
        "p_actions": say(
            "What was done about it, and whether it helped: the change in the group, less the change everywhere else."
        ),
        "p_alerts": say("What the rules found."),
        "p_data": say("What the numbers stand on."),
        "p_definitions": say("What each metric means, who counts and how sure it is."),
    }
