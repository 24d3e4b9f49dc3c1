"""The registries of the metrics: definitions, dimensions and targets, and what a person reads who errs in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.expectations.spoilt_registries import said

METRICS, SETS, TARGETS = "metrics.csv", "dimension_sets.csv", "metric_targets.csv"
CES = "ces,Customer Effort Score 2.0,ces,mean,score,1,7,true,2,direct,4,1"
ALL = "all,all,,true,true,true,true,true,true"
SEGMENT = "segment,segment,,true,true,true,true,true,true"
TARGET = "metric,dimension,dimension_value,version,target,threshold,n_min,valid_from,valid_to\n"


def replaced(folder: Path, file: str, old: str, new: str) -> int:
    """Put one line in the place of another, and say on which line it stands."""
    lines = (folder / file).read_text().splitlines()
    place = lines.index(old)
    lines[place : place + 1] = new.splitlines()
    (folder / file).write_text("\n".join(lines) + "\n")
    return place + 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (CES.replace("mean", "average"), "formula is none of net_share, share, mean, rate, median, p90, total"),
        (CES.replace("1,7,", "7,1,"), "scale_min 7 is not below scale_max 1"),
        (CES.replace("1,7,", "7,7,"), "scale_min 7 is not below scale_max 7"),
        (CES.replace("direct,4,1", "direct,-1,1"), "settle_days -1 is less than 0"),
        (CES.replace("true,2", "true,-2"), "decimals -2 is less than 0"),
        (CES.replace("direct,4,1", "direct,4,0"), "definition_version 0 is not a whole number from 1 upwards"),
        (CES.replace("direct,4,1", "direct,4,1.1"), "definition_version 1.1 is not a whole number from 1 upwards"),
        (CES.replace("true,2", "maybe,2"), "is_high_good is not true or false"),
    ],
)
def test_a_metric_that_cannot_be_counted_is_named(folder, row, reason):
    assert replaced(folder, METRICS, CES, row) == 7
    assert f"{METRICS}, line 7: {reason}" in said(folder)


def test_observations_that_nothing_makes_are_named_with_those_that_are_made(folder):
    line = replaced(folder, METRICS, CES, CES.replace(",ces,", ",cess,"))
    (message,) = said(folder)
    assert message.startswith(f"{METRICS}, line {line}: observations is none of nps, csat, ocs, ces, ")
    assert "share_of_voice" in message


def test_a_metric_without_an_end_of_its_scale_or_a_good_way_is_fine(folder):
    replaced(folder, METRICS, CES, CES.replace("1,7,true", ",,"))
    replaced(folder, TARGETS, _targets_of(folder, "ces"), "ces,all,all,1,500,,30,,")
    assert said(folder) == []


BREAKDOWNS = "touchpoint, segment, country, language, plan, product, survey"
WHOLE = "the dimension all, and no other, has the first_column all and no second one"


@pytest.mark.parametrize(
    ("columns", "line", "reason"),
    [
        ("channel,chanel,", 4, f"first_column is none of all, {BREAKDOWNS}"),
        ("channel,country,chanel", 4, f"second_column is none of {BREAKDOWNS}"),
        ("channel,plan,plan", 4, "first_column and second_column are both plan"),
        ("channel,country,", 5, "it has the columns of line 4, under another name"),
        ("touchpoint,segment,plan", 4, "dimension repeat line 3"),
        ("whole,all,", 4, WHOLE),
        ("channel,all,plan", 4, WHOLE),
    ],
)
def test_a_dimension_that_cannot_be_counted_is_named(folder, columns, line, reason):
    (folder / TARGETS).write_text(TARGET)
    replaced(folder, SETS, SEGMENT, f"{columns},true,true,true,true,true,true")
    assert said(folder) == [f"{SETS}, line {line}: {reason}"]


def test_the_whole_is_not_a_part(folder):
    replaced(folder, SETS, ALL, ALL.replace("all,all", "all,segment"))
    (folder / TARGETS).write_text(TARGET)
    assert said(folder) == [f"{SETS}, line 2: {WHOLE}"]


def test_two_names_of_one_pair_are_named_whatever_their_order(folder):
    pair = "touchpoint_segment,touchpoint,segment,false,false,true,true,false,false"
    line = replaced(
        folder, SETS, pair, f"{pair}\nsegment_touchpoint,segment,touchpoint,false,false,true,true,false,false"
    )
    assert said(folder) == [f"{SETS}, line {line + 1}: it has the columns of line {line}, under another name"]


def test_the_whole_has_to_be_there_for_all_periods_of_its_parts(folder):
    replaced(folder, SETS, ALL, "all,all,,true,false,true,true,true,true")
    assert said(folder) == [
        f"{SETS}, line 3: it has week, which the dimension all has not",
        f"{SETS}, line 4: it has week, which the dimension all has not",
        f"{SETS}, line 9: it has week, which the dimension all has not",
    ]
    (folder / TARGETS).write_text(TARGET)
    (folder / SETS).write_text((folder / SETS).read_text().replace("all,all,,true,false,true,true,true,true\n", ""))
    assert said(folder) == [f"{SETS}, line 1: the dimension all is missing; its line begins with all,all,,"]


def _targets_of(folder: Path, metric: str) -> str:
    (line,) = [line for line in (folder / TARGETS).read_text().splitlines() if line.startswith(f"{metric},")]
    return line


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("npz,all,all,1,45,30,30,,", "metric npz is not in metrics.csv; add it there first"),
        ("nps,planet,all,1,45,30,30,,", "dimension planet is not in dimension_sets.csv; add it there first"),
        ("nps,all,everybody,1,45,30,30,,", "dimension_value of the dimension all is all, not everybody"),
        ("nps,touchpoint,suport,1,45,30,30,,", "touchpoint suport is not in touchpoints.csv; add it there first"),
        ("nps,segment,smbs,1,45,30,30,,", "segment smbs is not in segments.csv; add it there first"),
        ("nps,survey,FNPS0009,1,45,30,30,,", "survey FNPS0009 is not in surveys.csv; add it there first"),
        (
            "nps,touchpoint_segment,support,1,45,30,30,,",
            "dimension_value is not two groups with / between: touchpoint / segment",
        ),
        (
            "nps,touchpoint_segment,support / smbs,1,45,30,30,,",
            "segment smbs is not in segments.csv; add it there first",
        ),
        ("nps,all,all,1,101,30,30,,", "target 101 lies outside the scale -100 to 100 of nps"),
        ("nps,all,all,1,45,-101,30,,", "threshold -101 lies outside the scale -100 to 100 of nps"),
        ("mrr,all,all,1,10,-1,30,,", "threshold -1 lies outside the scale 0 to of mrr"),
        ("nps,all,all,1,29.5,30,30,,", "target 29.5 is below threshold 30, but high is good"),
        ("churn_rate,all,all,1,4,2,30,,", "target 4 is above threshold 2, but low is good"),
        (
            "invitations_sent,all,all,1,,2,30,,",
            "threshold 2 says nothing: metrics.csv leaves open which way is good (is_high_good)",
        ),
        ("nps,all,all,1,45,30,0,,", "n_min 0 is less than 1"),
        ("nps,all,all,1,45,30,,,", "n_min is empty"),
        ("nps,all,all,1,45,30,30,2026-02-01,2026-01-31", "valid_from 2026-02-01 is after valid_to 2026-01-31"),
        ("nps,all,all,first,45,30,30,,", "version is not a whole number"),
    ],
)
def test_a_target_that_cannot_be_judged_by_is_named(folder, row, reason):
    (folder / TARGETS).write_text(f"{TARGET}{row}\n")
    assert said(folder) == [f"{TARGETS}, line 2: {reason}"]


@pytest.mark.parametrize(
    "row",
    [
        "nps,all,all,1,30,30,30,,",
        "nps,all,all,1,,-100,1,,",
        "nps,all,all,1,100,,1,,",
        "nps,touchpoint,unknown,1,45,30,30,,",
        "nps,touchpoint_segment,support / smb,1,45,30,30,,",
        "nps,country,dk,1,45,30,30,,",
        "churn_rate,all,all,1,2,2,30,,",
        "invitations_sent,all,all,1,2,,30,,",
    ],
)
def test_a_target_at_the_boundaries_is_fine(folder, row):
    (folder / TARGETS).write_text(f"{TARGET}{row}\n")
    assert said(folder) == []


def test_versions_of_a_target_must_not_overlap(folder):
    first, second = "nps,all,all,1,45,30,30,,2026-06-30", "nps,all,all,2,50,35,30,2026-07-01,"
    others = "nps,segment,smb,1,45,30,30,,\ncsat,all,all,1,80,70,30,,"
    (folder / TARGETS).write_text(f"{TARGET}{first}\n{others}\n{second}\n")
    assert said(folder) == []
    for earlier in (first.replace("06-30", "07-01"), first.replace("2026-06-30", "")):
        (folder / TARGETS).write_text(f"{TARGET}{earlier}\n{others}\n{second}\n")
        assert said(folder) == [
            f"{TARGETS}, line 5: version 2 of nps all all overlaps version 1 of line 2: "
            "set valid_to there to the day before valid_from here"
        ]
