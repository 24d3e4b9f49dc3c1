"""Registries that must not be used: what a person reads, with file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.expectations.spoilt_registries import SEEDS, said

QUESTIONS = "question_versions.csv"
GOOD = "typeform,FNPS0001,nps,1,nps,0,10,high,9,7,true,,"


def replace(folder: Path, old: str, *new: str, file: str = QUESTIONS) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, "\n".join(new)))


def test_the_projects_own_registries_are_good():
    assert said(SEEDS) == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            "typeform,FNPS0001,nps,1,npz,0,10,high,9,7,true,,",
            "metric is none of nps, csat, ocs, ces, ces_1, cli, support_rating",
        ),
        ("typeform,FNPS0001,nps,1,,0,10,high,9,7,true,,", "metric is empty"),
        ("typeform,FNPS0001,nps,1,nps,10,10,high,10,10,true,,", "scale_min 10 is not below scale_max 10"),
        ("typeform,FNPS0001,nps,1,nps,0,10,high,11,7,true,,", "positive_from 11 lies outside the scale 0 to 10"),
        (
            "typeform,FNPS0001,nps,1,nps,0,10,high,7,9,true,,",
            "positive_from 7 is below neutral_from 9, but high is good",
        ),
        ("typeform,FNPS0001,nps,1,nps,0,10,low,9,7,true,,", "neutral_from 7 is below positive_from 9, but low is good"),
        ("typeform,FNPS0001,nps,one,nps,0,10,high,9,7,true,,", "version is not a whole number"),
        ("typeform,FNPS0001,nps,1,nps,0,10,high,9,7,yes,,", "is_headline is not true or false"),
        ("typeform,FNPS0001,nps,1,nps,0,10,high,9,7,true,1.2.2026,", "valid_from is not a date such as 2026-01-31"),
        (
            "typeform,FNPS0001,nps,1,nps,0,10,high,9,7,true,2026-02-01,2026-01-01",
            "valid_from 2026-02-01 is after valid_to 2026-01-01",
        ),
        (
            "typeform,FNPS0001,nps,1,nps,0,10,high,9,7,true",
            "it has 11 fields instead of 13; quote a text that has a comma",
        ),
        (
            "typeform,FNPS0009,nps,1,nps,0,10,high,9,7,true,,",
            "source typeform, survey_id FNPS0009 is not in surveys.csv; add it there first",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_named(folder, row, reason):
    replace(folder, GOOD, row)
    assert said(folder) == [f"{QUESTIONS}, line 2: {reason}"]


def test_versions_of_a_question_must_not_overlap(folder):
    replace(folder, GOOD, f"{GOOD}2026-06-30", "typeform,FNPS0001,nps,2,nps,0,6,high,6,5,true,2026-07-01,")
    assert said(folder) == []
    replace(folder, "2026-06-30", "2026-07-01")
    assert said(folder) == [
        f"{QUESTIONS}, line 3: version 2 of typeform FNPS0001 nps overlaps version 1 of line 2: "
        "set valid_to there to the day before valid_from here"
    ]


def test_a_repeated_key_names_both_lines(folder):
    replace(folder, GOOD, GOOD, GOOD)
    assert said(folder) == [f"{QUESTIONS}, line 3: source, survey_id, question_ref, version repeat line 2"]


def test_all_faults_are_told_at_once_and_lines_count_as_an_editor_does(folder):
    (folder / "touchpoints.csv").write_text(
        'touchpoint,title,journey_stage,sort_order\na,"two\nlines",use,1\nb,,use,x\n'
    )
    (folder / "segments.csv").unlink()
    found = said(folder)
    assert "touchpoints.csv, line 4: sort_order is not a whole number" in found
    assert "touchpoints.csv, line 4: title is empty" in found
    assert "segments.csv, line 1: the file is missing; its header is segment,title,sort_order" in found


def test_a_wrong_header_is_told_and_a_byte_order_mark_is_not_one(folder):
    file = folder / "segments.csv"
    file.write_text("\ufeff" + file.read_text(), encoding="utf-8")
    assert said(folder) == []
    file.write_text("segment,name\nsmb,Small\n")
    assert said(folder) == ["segments.csv, line 1: the header must be segment,title,sort_order"]


def test_no_value_of_a_slipped_row_is_repeated(folder):
    (folder / "do_not_join.csv").write_text(
        "source,ref_id,id_type,id_value,reason,decided_on\nstripe,*,email,asked,somebody@example.org,somebody@example.org\n"
    )
    (message,) = said(folder)
    assert message == "do_not_join.csv, line 2: decided_on is not a date such as 2026-01-31"


def test_a_file_that_is_not_utf_8_is_told_with_the_line(folder):
    (folder / "segments.csv").write_bytes("segment,title,sort_order\nsmb,Små,1\n".encode("cp1252"))
    assert said(folder) == ["segments.csv, line 2: it is not UTF-8; save it as CSV UTF-8"]


@pytest.mark.parametrize(
    ("rate", "is_good"), [("0.087", True), ("1", True), ("NaN", False), ("1_0", False), ("0,5", False)]
)
def test_only_plain_numbers_are_numbers(folder, rate, is_good):
    (folder / "currency_rates.csv").write_text(f'currency,minor_units,rate_to_eur\nsek,100,"{rate}"\n')
    assert (said(folder) == []) is is_good


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("8,09:00,17:00", "weekday 8 is not one from 1 (Monday) to 7 (Sunday)"),
        ("6,9:00,17:00", "opens_at is not a time such as 09:00, at most 24:00"),
        (
            "6,22:00,06:00",
            "closes_at 06:00 is not after opens_at 22:00; split hours past midnight: until 24:00, from 00:00",
        ),
        ("1,16:59,18:00", "the hours overlap those of line 2"),
    ],
)
def test_hours_that_no_desk_can_keep_are_named(folder, row, reason):
    file = folder / "business_hours.csv"
    file.write_text(file.read_text() + f"{row}\n")
    assert said(folder) == [f"business_hours.csv, line 7: {reason}"]


def test_two_openings_of_a_day_and_hours_until_midnight_are_fine(folder):
    file = folder / "business_hours.csv"
    file.write_text(file.read_text() + "1,17:00,24:00\n")
    assert said(folder) == []


def test_a_limit_of_nothing_is_named(folder):
    (folder / "invitation_limits.csv").write_text("days,most_invitations\n30,0\n")
    assert said(folder) == ["invitation_limits.csv, line 2: most_invitations 0 is less than 1"]


@pytest.mark.parametrize(
    ("rates", "reasons"),
    [
        ("EUR,100,1", ["currency EUR is not in lower case"]),
        ("eur,0,1", ["minor_units 0 is less than 1"]),
        ("eur,100,0", ["rate_to_eur 0 is not above 0"]),
        ("eur,100,-0.5", ["rate_to_eur -0.5 is not above 0"]),
    ],
)
def test_a_rate_that_gives_no_amount_is_named(folder, rates, reasons):
    (folder / "currency_rates.csv").write_text(f"currency,minor_units,rate_to_eur\n{rates}\n")
    assert said(folder) == [f"currency_rates.csv, line 2: {reason}" for reason in reasons]


def test_a_brand_with_a_space_around_it_is_named_and_one_with_a_space_in_it_is_fine(folder):
    file = folder / "brands.csv"
    file.write_text("brand,title,is_own\nacme,Acme,true\nbig rival,Big Rival,false\n")
    assert said(folder) == []
    file.write_text("brand,title,is_own\nacme,Acme,true\nrival ,Rival,false\nacme,Acme again,false\n")
    assert said(folder) == [
        "brands.csv, line 3: brand begins or ends with a space, so that nothing would match it",
        "brands.csv, line 4: brand repeat line 2",
    ]
