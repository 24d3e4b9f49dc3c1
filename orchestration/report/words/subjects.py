"""Comments, customers, cases, actions, alerts and the state of the data."""

from __future__ import annotations

from orchestration.language import say, say_count
from orchestration.report.words.forms import Words, counted


def comments() -> Words:
    return {
        "search": say("Search"),
        "any": say("any"),
        "tone": say("Tone"),
        "tone_2": say("positive"),
        "tone_1": say("neutral"),
        "tone_0": say("negative"),
        "when": say("When"),
        "chosen_period": say("in the chosen period"),
        "any_time": say("at any time"),
        "found": counted(lambda n: say_count(n, "{count} comment", "{count} comments", count="{count}")),
        "more": say("Show more"),
        "in_language": say("in {language}"),
        "scored": say("{score} of {most}"),
        "review": say("review"),
        "no_comments": say("No comment fits."),
        "comments_hidden": say(
            "Comments of this group and period are not shown: fewer than the house's limit of respondents."
        ),
        "comments_away": say(
            "Comments are not in this page: the warehouse was being written or is "
            "not here. `voc report` writes it again."
        ),
        "clear_filters": say("Clear filters"),
        "filters": say("Filters"),
    }


def work() -> Words:
    return {
        "customer": say("Customer"),
        "score": say("Health"),
        "weighs": say("What pulls it down"),
        "mrr": say("A month, EUR"),
        "last_nps": say("Last NPS answer"),
        "open_tickets": say("Open tickets"),
        "open_cases": say("Open cases"),
        "at_risk_count": counted(
            lambda n: say_count(
                n,
                "{count} customer at risk, worth {sum} EUR a month.",
                "{count} customers at risk, worth {sum} EUR a month.",
                count="{count}",
                sum="{sum}",
            )
        ),
        "nobody_at_risk": say("No customer is at risk."),
        "i_usage": say("usage"),
        "i_feedback": say("feedback"),
        "i_support": say("support"),
        "i_commercial": say("payments"),
        "case": say("Case"),
        "rule": say("Reason"),
        "owner": say("Owner"),
        "opened": say("Opened"),
        "due": say("Due"),
        "overdue": say("overdue"),
        "waiting": say("waiting"),
        "cases_waiting": say("Waiting for a call"),
        "cases_overdue": say("Overdue"),
        "closed_in_time": say("Contacted in time"),
        "of_due": say("{count} of {due} due, {month}"),
        "hours_to_contact": say("Hours to the first contact, median"),
        "recovered": say("Later score against the first, points of 100"),
        "recovered_note": say("n {n}; without a contact {unassisted}"),
        "by_owner": say("By owner"),
        "contacted": say("Contacted"),
        "lapsed": say("Lapsed"),
        "all_waiting": say("All that wait"),
        "no_cases": say("No case waits."),
        "loop_months": say("Closing the loop, month by month"),
        "month_opened": say("Opened in"),
        "cases": say("Cases"),
        "action": say("Action"),
        "effect_verdict": say("Effect"),
        "e_real": say("helped: more than chance"),
        "e_real_bad": say("got worse: more than chance"),
        "e_chance": say("no effect to be seen yet"),
        "e_too_early": say("too early to tell"),
        "e_not_started": say("not begun"),
        "e_too_few": say("too few to tell"),
        "e_other": say("cannot be told"),
        "a_planned": say("planned"),
        "a_running": say("running"),
        "a_finished": say("finished"),
        "a_stopped": say("stopped"),
        "begun": say("Began"),
        "ended": say("Ended"),
        "deadline": say("Deadline"),
        "after": say("After"),
        "reached": say("target reached"),
        "not_reached": say("target {target} not reached"),
        "where": say("Where"),
        "no_actions": say("No action is recorded: the registry actions is empty."),
        "priorities": say("Where most is at stake"),
        "negative_share": say("Negative answers"),
        "reach": say("Customers reached"),
        "at_stake": say("Unhappy revenue a month, EUR"),
        "open_actions": say("Open actions"),
        "alert": say("Alert"),
        "since": say("Since"),
        "until": say("Until"),
        "limit": say("Limit"),
        "last_value": say("Last value"),
        "al_open": say("open"),
        "al_acknowledged": say("acknowledged"),
        "al_snoozed": say("snoozed"),
        "al_resolved": say("over"),
        "al_pending": say("not told yet"),
        "tier_watch": say("watch"),
        "tier_confirmed": say("confirmed"),
        "f_threshold": say("{metric} beyond its limit"),
        "f_change": say("{metric} changed"),
        "f_anomaly": say("{metric} is unusual"),
        "f_silence": say("{metric}: nothing comes in"),
        "f_data": say("Data: {rule}"),
        "no_alerts": say("No alert is open and none was lately."),
    }


def data() -> Words:
    return {
        "checks": counted(lambda n: say_count(n, "{count} check passed.", "{count} checks passed.", count="{count}")),
        "tables_rows": say("{tables} tables, {rows} rows."),
        "all_fresh": say("All sources are fresh."),
        "late_sources": say("Late: {sources}. Numbers that need them may change."),
        "sources": say("Sources"),
        "source": say("Source"),
        "read_until": say("Read until"),
        "rows": say("Rows"),
        "refused": say("Refused"),
        "late": say("late"),
        "fresh": say("fresh"),
        "undeclared": say("Questions that nobody declared"),
        "undeclared_none": say("Every scored question is declared."),
        "undeclared_intro": say("Their answers count in no metric. `voc scales` proposes the missing lines."),
        "question": say("Question"),
        "first": say("First"),
        "last": say("Last"),
        "restated": say("Numbers that were restated"),
        "restated_none": say("No published number has been restated."),
        "reported": say("As reported"),
        "known_now": say("As known now"),
        "excluded": say("What did not count in {metric}, {period}"),
        "excluded_none": say("Everything counted."),
        "reason": say("Reason"),
        "x_undeclared_scale": say("scale not declared"),
        "x_test": say("tests"),
        "x_duplicate": say("duplicates"),
        "x_partial": say("not finished"),
        "x_not_applicable": say("not applicable"),
        "x_dismissed": say("dismissed"),
        "x_skipped": say("skipped"),
        "x_out_of_range": say("out of range"),
        "x_erased": say("erased"),
        "x_pending": say("not over yet"),
        "x_not_scored": say("not scored"),
        "x_anonymous": say("anonymous, cannot be contacted"),
        "unit": say("Unit"),
        "rules_title": say("What holds for every metric"),
        "rule_n": say(
            "n counts what is valid. Skipped, test, duplicate and not applicable "
            "answers are counted apart, never as zero."
        ),
        "rule_change": say(
            "A change is called one only where its 95% interval leaves out zero, "
            "corrected for the number of groups compared."
        ),
        "rule_small": say(
            "Groups of too few people show no number, and neither does anything from which it could be worked out."
        ),
        "rule_round": say("Nothing is rounded before it is shown."),
        "rule_open": say("A period is complete once every tool has been read past its end."),
        "u_points": say("points"),
        "u_percent": say("percent"),
        "u_score": say("score"),
        "u_seconds": say("time"),
        "u_eur": say("EUR"),
    }
