"""The registries of follow-up (owners, case rules, actions), and what a person reads who errs in them."""

from __future__ import annotations

import pytest

from tests.expectations.spoilt_registries import said

OWNER = "owner,title,email,manager,is_business_hours,time_zone,language\n"
ASSIGNMENT = "dimension,dimension_value,owner,backup\n"
EVERYBODY = "all,all,success_lead,\n"
RULE = "case_rule,trigger,metric,touchpoint,at_most,due_hours,is_business_hours,cooldown_days\n"
ACTION = (
    "action,title,theme,touchpoint,dimension,dimension_value,metric,owner,status,"
    "started_on,deadline_on,finished_on,target_value,origin\n"
)
LEAD = "lead,The lead,lead@company.example,,true,UTC,en"


def test_the_registries_as_they_come_are_good(folder):
    assert said(folder) == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            LEAD.replace("lead,T", "The Lead,T"),
            "owner The Lead is not small letters, digits and _, such as support_lead",
        ),
        (LEAD.replace("lead@company.example", "lead@company"), "email is not one address"),
        (LEAD.replace("lead@company.example", "a@b.example;c@d.example"), "email is not one address"),
        (LEAD.replace("UTC", "Copenhagen"), "time_zone Copenhagen is not one such as Europe/Copenhagen"),
        (LEAD.replace(",en", ",English"), "language English is not one such as en or pt-BR"),
        (LEAD.replace(",,true", ",nobody,true"), "manager nobody is not in owners.csv; add it there first"),
        (LEAD.replace(",,true", ",lead,true"), "the managers of lead lead back to lead: nobody is the last"),
        (LEAD.replace("lead@company.example", ""), "email is empty"),
    ],
)
def test_an_owner_who_cannot_be_told_is_named(folder, row, reason):
    (folder / "owners.csv").write_text(OWNER + row + "\n")
    (folder / "owner_assignments.csv").write_text(ASSIGNMENT + f"all,all,{row.partition(',')[0]},\n")
    (folder / "actions.csv").write_text(ACTION)
    assert f"owners.csv, line 2: {reason}" in said(folder)


def test_a_refused_address_is_not_repeated(folder):
    (folder / "owners.csv").write_text(OWNER + LEAD.replace("lead@company.example", "someone private") + "\n")
    assert "private" not in "".join(said(folder))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("segment,smb,success_lead,\n", "line 1: the line for everybody else is missing; it begins with all,all,"),
        (EVERYBODY + "segment,smb,nobody,\n", "line 3: owner nobody is not in owners.csv; add it there first"),
        (
            EVERYBODY + "segment,smb,success_lead,nobody\n",
            "line 3: backup nobody is not in owners.csv; add it there first",
        ),
        (
            EVERYBODY + "segment,small,success_lead,\n",
            "line 3: segment small is not in segments.csv; add it there first",
        ),
        (
            EVERYBODY + "touchpoint,help,success_lead,\n",
            "line 3: touchpoint help is not in touchpoints.csv; add it there first",
        ),
        (
            EVERYBODY + "segment,smb,success_lead,success_lead\n",
            "line 3: success_lead cannot stand in for success_lead; leave backup empty",
        ),
        (
            EVERYBODY + "country,DK,success_lead,\n",
            "line 3: dimension is none of customer, account, segment, touchpoint, all",
        ),
        (EVERYBODY + "account,cus_1,success_lead,\n", "line 3: dimension_value is not tool:id, such as stripe:cus_001"),
        (
            EVERYBODY + "customer,cus_1,success_lead,\n",
            "line 3: dimension_value is not a customer_key (64 digits from 0 to f)",
        ),
        ("all,everybody,success_lead,\n", "line 2: dimension_value of the dimension all is all, not everybody"),
    ],
)  # fmt: skip
def test_an_assignment_that_nobody_would_find_is_named(folder, rows, message):
    (folder / "owner_assignments.csv").write_text(ASSIGNMENT + rows)
    assert f"owner_assignments.csv, {message}" in said(folder)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("r,answer,,,,48,false,30", "a rule for answers needs their metric"),
        ("r,answer,npps,,,48,false,30", "metric is none of nps, csat, ocs, ces, ces_1, cli, support_rating"),
        ("r,answer,nps,,,0,false,30", "due_hours 0 is less than 1"),
        ("r,answer,nps,,,48,false,0", "cooldown_days 0 is less than 1"),
        ("r,answer,nps,help,,48,false,30", "touchpoint help is not in touchpoints.csv; add it there first"),
        (
            "r,repeat_contact,,,,48,false,30",
            "a rule for repeat contacts needs at_most: the days since the ticket before",
        ),
        ("r,review,nps,,2,48,false,30", "metric nps says nothing: the trigger is review"),
        ("r,health,,support,50,48,false,30", "touchpoint support says nothing: the trigger is health"),
        ("r,call,,,50,48,false,30", "trigger is none of answer, review, repeat_contact, health"),
    ],
)
def test_a_case_rule_that_makes_no_case_is_named(folder, row, reason):
    (folder / "case_rules.csv").write_text(RULE + row + "\n")
    assert said(folder) == [f"case_rules.csv, line 2: {reason}"]


GOOD = "a,Title,,support,touchpoint,support,csat,support_lead,running,2026-08-01,2026-09-01,,60,feedback"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("running,2026-08-01", "running,", "it is running, but started_on is empty"),
        ("running", "planned", "it is planned, but started_on is given; running is what has begun"),
        ("running", "finished", "it is finished, but finished_on is empty"),
        ("2026-09-01,,", "2026-09-01,2026-08-20,", "it is running, but finished_on is given"),
        ("2026-09-01", "2026-07-31", "deadline_on 2026-07-31 is before started_on 2026-08-01"),
        (
            "touchpoint,support,csat",
            "touchpoint,,csat",
            "dimension and dimension_value are given together or not at all",
        ),
        (
            "touchpoint,support,csat",
            "touchpoint,help,csat",
            "touchpoint help is not in touchpoints.csv; add it there first",
        ),
        ("csat", "mrr", "metric mrr is a total; take a share, a net share or a mean"),
        ("csat", "", "target_value says nothing without a metric"),
        ("support_lead", "nobody", "owner nobody is not in owners.csv; add it there first"),
        ("feedback", "hearsay", "origin is none of feedback, other"),
    ],
)
def test_an_action_that_cannot_be_followed_is_named(folder, old, new, reason):
    assert GOOD.count(old) == 1
    (folder / "actions.csv").write_text(ACTION + GOOD.replace(old, new) + "\n")
    assert said(folder) == [f"actions.csv, line 2: {reason}"]


def test_an_empty_action_plan_is_fine(folder):
    (folder / "actions.csv").write_text(ACTION)
    assert said(folder) == []
