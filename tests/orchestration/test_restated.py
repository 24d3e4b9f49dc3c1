"""`voc restated`: a report of last month is told apart from what is known now, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.cli import main
from orchestration.cli.restated import listed, period_name, said, sentence
from orchestration.lib.errors import UserError
from orchestration.lib.metric_series import Definition
from orchestration.lib.restatements import CHANGES, Period, read, reported_on, restatement
from orchestration.publish import record

NPS = Definition("nps", "Net Promoter Score", "points", 1, True, 4)
HISTORY = """
    create schema marts;
    create table marts.dim_metrics as
    select 'nps' as metric, 'Net Promoter Score' as title, 'points' as unit, 1 as decimals, true as is_high_good,
        4 as settle_days
    union all select 'open_share', 'Tickets still open', 'percent', 1, false, 28;
    create table marts.metric_history as
    select
        metric, 'month' as period_type, date '2026-08-01' as period_start, date '2026-08-31' as period_end,
        split_part(place, ':', 1) as dimension, split_part(place, ':', 2) as dimension_value, value, n, is_suppressed,
        is_withheld, '1' as definition_version, cast(known_from as timestamp) as known_from,
        cast(known_to as timestamp) as known_to, ended_because, late as late_count, edited as edited_count,
        0 as replaced_count, deleted as deleted_count, 0 as erased_count, 0 as redefined_count, 0 as rejoined_count
    from (values
        ('nps', 'all:all', 42.1, 410, false, false, '2026-09-02', '2026-10-02', 'answers changed', 20, 1, 0),
        ('nps', 'all:all', 41.5, 429, false, false, '2026-10-02', '2026-10-05', 'answers changed', 3, 0, 2),
        ('nps', 'all:all', 40.8, 431, false, false, '2026-10-05', null, null, null, null, null),
        ('nps', 'segment:smb', 30.0, 200, false, false, '2026-09-02', null, null, null, null, null),
        ('nps', 'segment:big', null, null, false, true, '2026-09-02', '2026-10-02', 'group hidden', null, null, null),
        ('nps', 'segment:big', null, null, true, false, '2026-10-02', null, null, null, null, null),
        ('nps', 'segment:mid', null, null, true, false, '2026-09-02', '2026-10-05', 'group shown', null, null, null),
        ('nps', 'segment:mid', 10.0, 20, false, false, '2026-10-05', null, null, null, null, null),
        ('nps', 'segment:new', 50.0, 6, false, false, '2026-10-05', null, null, null, null, null),
        ('open_share', 'all:all', 9.0, 90, false, false, '2026-09-02', '2026-10-05', 'records changed', null, null,
            null),
        ('open_share', 'all:all', 2.0, 90, false, false, '2026-10-05', null, null, null, null, null)
    ) as rows (metric, place, value, n, is_suppressed, is_withheld, known_from, known_to, ended_because, late, edited,
        deleted)
"""


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# The build of 2 October was never published.
PAST = [record.Publish(day, _instant(day), _instant(day)) for day in ("2026-09-02", "2026-10-01", "2026-10-06")]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    file = tmp_path / "published" / "voice.duckdb"
    file.parent.mkdir()
    with duckdb.connect(str(file)) as db:
        db.execute(HISTORY)
        db.execute("create table _publishes (run_id varchar, published_at timestamptz, as_of_at timestamp)")
        db.executemany(
            "insert into _publishes values (?, ?, ?)",
            [[each.run_id, each.published_at, each.as_of and each.as_of.replace(tzinfo=None)] for each in PAST],
        )
    return file


def explained(published: Path, dimension: str, day: str | None, metric: str = "nps") -> list[str]:
    past = record.read_past(published)
    instant = reported_on(past, date.fromisoformat(day)) if day else None
    cells = read(published, dimension, metric, Period.parse("2026-08"))
    return [sentence(restatement(cell, past, instant), NPS) for cell in cells]


def test_a_report_is_explained_by_all_that_came_after_it(published: Path) -> None:
    assert explained(published, "all", "2026-10-01") == [
        "NPS of August 2026: reported 42.1 (n 410) on 1 October 2026; known now 40.8 (n 431): "
        "23 answers came late, 1 was edited, 2 were deleted."
    ]


def test_a_build_that_was_not_published_was_not_reported(published: Path) -> None:
    # On 3 October readers still had the file of 1 October, though the warehouse knew better.
    assert explained(published, "all", "2026-10-03")[0].startswith("NPS of August 2026: reported 42.1 (n 410)")
    assert explained(published, "all", "2026-10-06") == [
        "NPS of August 2026: 40.8 (n 431), as reported on 6 October 2026."
    ]


def test_without_a_day_the_first_report_is_meant(published: Path) -> None:
    assert "reported 42.1 (n 410) on 2 September 2026" in explained(published, "all", None)[0]


def test_hidden_groups_stay_hidden_in_every_sentence(published: Path) -> None:
    assert explained(published, "segment", "2026-10-01") == [
        "NPS of August 2026 for big: hidden now (too few in it, or in a group beside it); what was reported on 1 "
        "October 2026 is withheld with it.",
        "NPS of August 2026 for mid: hidden on 1 October 2026 (too few in it, or in a group beside it); known now 10.0 "
        "(n 20).",
        "NPS of August 2026 for new: not reported yet on 1 October 2026; known now 50.0 (n 6).",
        "NPS of August 2026 for smb: 30.0 (n 200), as reported on 1 October 2026.",
    ]
    assert explained(published, "segment", "2026-10-06")[0].endswith(
        "in a group beside it); so it was on 6 October 2026."
    )


def test_the_list_has_what_is_not_as_reported_and_says_when_a_period_had_not_settled(published: Path) -> None:
    past = record.read_past(published)
    found = [restatement(cell, past) for cell in read(published, "all")]
    known = {"nps": NPS, "open_share": Definition("open_share", "Tickets still open", "percent", 1, False, 28)}
    lines = listed([each for each in found if each.is_restated], known)
    assert [line.split()[:1] for line in lines[1:]] == [["nps"], ["open_share"]]
    assert lines[2].endswith("records that it counts have changed (the period had not settled)")
    assert listed(found * 30, known)[-1] == "and 20 more: name a metric or a --period"
    assert listed([], known) == ["Nothing that was reported has been restated."]


def test_the_command_reads_the_published_file(
    published: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOC_STATE_DIR", str(published.parent.parent))
    assert main(["restated", "NPS", "--period", "2026-08", "--reported", "2026-10-01"]) == 0
    assert "known now 40.8 (n 431)" in capsys.readouterr().out
    assert main(["restated"]) == 0
    assert "open_share  August 2026" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["csat"], "There is no metric csat in metric_history; there is nps, open_share."),
        (["nps", "--by", "country"], "There is no dimension country in metric_history; there is all, segment."),
        (["nps", "--period", "2026-07"], "complete ones: from 2026-08-01 to 2026-08-31"),
        (["nps", "--period", "2026-W35"], "There is no complete week of 2026-08-27; complete ones: none."),
        (["nps", "--period", "August"], "--period August is no period: say 2026-08, 2026-W35 or 2026-Q3."),
        (
            ["nps", "--reported", "2026-09-01"],
            "Nothing was published by 2026-09-01: what is known begins on 2026-09-02.",
        ),
        (["nps", "--reported", "yesterday"], "--reported yesterday is no day: say 2026-10-01."),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    published: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    reason: str,
) -> None:
    monkeypatch.setenv("VOC_STATE_DIR", str(published.parent.parent))
    assert main(["restated", *arguments]) != 0
    assert reason in capsys.readouterr().err


def test_nothing_published_and_files_without_a_history_are_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Nothing is published yet"):
        read(tmp_path / "voice.duckdb", "all")
    duckdb.connect(str(tmp_path / "old.duckdb")).close()
    with pytest.raises(UserError, match="published before there was a history of metrics"):
        read(tmp_path / "old.duckdb", "all")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-08", Period("month", date(2026, 8, 1))),
        ("2026-w01", Period("week", date(2026, 1, 1))),
        (" 2026-Q3 ", Period("quarter", date(2026, 7, 1))),
    ],
)
def test_periods_are_written_as_in_calendars(text: str, period: Period) -> None:
    assert Period.parse(text) == period


@pytest.mark.parametrize("text", ["2026-13", "2026-W54", "2026-Q5", "2026", ""])
def test_other_periods_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="is no period"):
        Period.parse(text)


def test_periods_are_named_as_people_name_them() -> None:
    assert period_name("week", date(2025, 12, 29)) == "week 1 of 2026"
    assert period_name("week", date(2026, 8, 23)) == "week 35 of 2026", "weeks that start on Sunday"
    assert period_name("quarter", date(2026, 10, 1)) == "Q4 2026"
    assert period_name("quarter", date(2026, 2, 1)) == "the quarter from 1 February 2026"


def test_every_kind_of_change_has_words_for_one_and_for_several() -> None:
    assert said({"late": 1, "deleted": 2}) == ["1 answer came late", "2 were deleted"]
    assert said({"rejoined": 1_200}) == ["1,200 answers belong to other customers than was known"]
    assert all(said({change: count}) for change in CHANGES for count in (1, 2))
