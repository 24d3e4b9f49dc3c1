"""The registries of the customer health score: what a person reads who makes a mistake in them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from expectations.registries.health import PARAMETERS
from tests.expectations.spoilt_registries import said

PROJECT = Path(__file__).parents[2] / "dbt_project"
WEIGHTS = "health_weights.csv"
CUTS = "health_inputs.csv"


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("1,usage,35,,", "1,usage,-1,,", 2, "weight -1 is below zero; 0 leaves an input out"),
        ("1,usage,35,,\n", "", 2, "version 1 has no line for usage; weight 0 leaves an input out"),
        ("1,usage,35,,", "1,usagge,35,,", 2, "input is none of usage, feedback, support, commercial"),
        ("1,usage,35,,", "1,usage,,,", 2, "weight is empty"),
        ("1,feedback,25,,", "1,feedback,25,2026-01-01,", 3, "version 1 has other days on line 2"),
        ("1,feedback,25,,", "1,usage,25,,", 3, "version, input repeat line 2"),
    ],
)
def test_a_weight_that_cannot_be_used_is_named(folder, old, new, line, reason):
    replace(folder / WEIGHTS, old, new)
    assert said(folder) == [f"{WEIGHTS}, line {line}: {reason}"]


def test_an_input_can_be_left_out_but_not_all(folder):
    (folder / WEIGHTS).write_text(
        "version,input,weight,valid_from,valid_to\n1,usage,1,,\n1,feedback,0,,\n1,support,0,,\n1,commercial,0,,\n"
    )
    assert said(folder) == []
    replace(folder / WEIGHTS, "1,usage,1,,", "1,usage,0,,")
    assert said(folder) == [f"{WEIGHTS}, line 2: version 1 gives no input any weight"]


def test_versions_of_the_weights_must_not_overlap(folder):
    first = (folder / WEIGHTS).read_text()
    later = "".join(f"2,{name},25,2026-07-01,\n" for name in PARAMETERS)
    (folder / WEIGHTS).write_text(first.replace(",,", ",,2026-06-30") + later)
    cuts = (folder / CUTS).read_text()
    (folder / CUTS).write_text(cuts + cuts.partition("\n")[2].replace("1,", "2,", 1).replace("\n1,", "\n2,"))
    assert said(folder) == []
    replace(folder / WEIGHTS, "2026-06-30", "2026-07-01")
    assert said(folder) == [
        f"{WEIGHTS}, line 6: version 2 overlaps version 1 of line 2: "
        "set valid_to there to the day before valid_from here"
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("1,usage,full_days,4", "1,usage,full_days,0", 2, "full_days 0 of usage is not from 1 to 28"),
        ("1,usage,full_days,4", "1,usage,open_points,4", 2, "usage has no parameter open_points"),
        ("1,usage,full_days,4", "2,usage,full_days,4", 2, "version 2 is not in health_weights.csv; add it there first"),
    ],
)
def test_a_cut_that_cannot_be_used_is_named(folder, old, new, line, reason):
    replace(folder / CUTS, old, new)
    assert f"{CUTS}, line {line}: {reason}" in said(folder)


def test_a_cut_that_is_missing_is_named(folder):
    lines = (folder / CUTS).read_text().splitlines()
    (folder / CUTS).write_text("\n".join(line for line in lines if "slow_points" not in line) + "\n")
    assert said(folder) == [f"{CUTS}, line 2: version 1 of support has no slow_points"]


def test_the_rule_knows_the_parameters_that_the_score_reads():
    text = (PROJECT / "macros" / "metrics" / "health" / "score.sql").read_text()
    (declared,) = re.findall(r"macro health_parameters\(\) %\}\s*\{\{ return\((\{.*?\})\) \}\}", text, re.DOTALL)
    assert ast.literal_eval(declared) == {name: list(parameters) for name, parameters in PARAMETERS.items()}
