"""`voc reconcile`: from the survey tool's number to the published one, and not a number of what is hidden."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.cli import main
from orchestration.lib.errors import UserError
from orchestration.lib.periods import Period
from orchestration.lib.reconciliation import Counts, Group, Published, reconcile, words
from orchestration.lib.reconciliation.page import html
from orchestration.lib.reconciliation.reading import Found, read
from orchestration.lib.settings import PROJECT_ROOT
from tests.end_to_end.runs import built
from tests.orchestration.reconciliation_facts import Answers, Cell, publish

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
MARCH = Cell(
    date(2026, 3, 1), date(2026, 3, 31), positive=83, neutral=70, negative=44, value_sum=1520, excluded=(9, 4, 2, 7, 1)
)
VALID = [
    Answers(10, 80),
    Answers(8, 70),
    Answers(3, 43),
    Answers(10, customer="twice", at="2026-03-02 10:00"),
    Answers(4, customer="twice", at="2026-03-20 10:00"),
]
ALL_REASONS = [
    *VALID,
    Answers(10, 9, "test"),
    Answers(9, 3, "duplicate"),
    Answers(2, 1, "duplicate"),
    Answers(6, 2, "partial"),
    Answers(None, 7, "skipped"),
    Answers(11, 1, "out_of_range"),
    Answers(9, 3, at="2026-02-28 23:30", on="2026-03-01"),
    Answers(3, 2, at="2026-03-31 23:10", on="2026-04-01"),
    Answers(5, 6, "undeclared_scale", "undeclared", is_headline=False),
    Answers(6, 8, is_headline=False, is_nonstandard=True),
    Answers(0, 5, metric="csat"),
]
APRIL = [Answers(10, 30, at="2026-04-10 12:00"), Answers(1, 20, at="2026-04-10 12:00")]
APRIL_CELL = Cell(date(2026, 4, 1), date(2026, 4, 30), positive=30, negative=22, value_sum=326, is_complete=False)
MAY = [Answers(1, 3, at="2026-05-10 12:00")]
MAY_CELL = Cell(date(2026, 5, 1), date(2026, 5, 31), is_suppressed=True)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of a sample company, as `voc run` makes it."""
    return built(tmp_path_factory.mktemp("company"), seed=11, customers=300, months=4).folder / "published/voice.duckdb"


@pytest.fixture
def published(state_dir: Path) -> Path:
    """A hand-made month with every reason, an open month, and one that is hidden."""
    return publish(
        state_dir / "published" / "voice.duckdb", [*ALL_REASONS, *APRIL, *MAY], [MARCH, APRIL_CELL, MAY_CELL]
    )


@pytest.fixture
def in_copenhagen(tmp_path: Path) -> Path:
    """The project of a company whose days begin at midnight in Copenhagen."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "seeds").symlink_to(DBT_PROJECT / "seeds")
    settings = (DBT_PROJECT / "dbt_project.yml").read_text()
    (folder / "dbt_project.yml").write_text(
        settings.replace("reporting_time_zone: UTC", "reporting_time_zone: Europe/Copenhagen")
    )
    return folder


def _read(file: Path, period: str | None = None, metric: str = "nps", survey: str | None = None) -> Found:
    return read(file, DBT_PROJECT, metric, survey, Period.parse(period) if period else None)


@pytest.mark.parametrize("metric", ["nps", "csat", "csat_mean", "ces", "ces_share", "support_rating"])
@pytest.mark.parametrize("period_type", ["month", "quarter"])
@pytest.mark.parametrize("by_survey", [False, True])
def test_every_number_of_a_built_company_is_reached_exactly(
    company: Path, metric: str, period_type: str, by_survey: bool
) -> None:
    with duckdb.connect(str(company), read_only=True) as db:
        cells = db.execute(
            "select period_start, dimension_value, n, value from marts.voc_metrics "
            "where metric = ? and period_type = ? and dimension = ?",
            [metric, period_type, "survey" if by_survey else "all"],
        ).fetchall()
    assert cells
    for start, group, n, value in cells:
        found = read(company, DBT_PROJECT, metric, group if by_survey else None, Period(period_type, start, start))
        whole = found.whole
        if n is None:
            assert whole.is_withheld
            assert words.sentence(found).startswith("Not shown")
            assert (whole.tool, whole.steps, whole.published, whole.gaps) == (Counts(), (), Counts(), ())
        elif n:
            assert not whole.is_withheld
            assert whole.is_closed, whole.gaps
            last = whole.steps[-1].left if whole.steps else whole.tool
            assert (last.n, last.value(whole.formula)) == (n, pytest.approx(value, abs=1e-9))
            assert whole.tool.n + sum(step.change.n for step in whole.steps) == n


def test_all_months_together_are_the_sum_of_those_shown(company: Path) -> None:
    found = _read(company)
    assert found.whole.is_closed
    assert len(found.parts) >= 4
    assert found.whole.published.n == sum(part.published.n for part in found.parts)
    assert {step.reason for step in found.whole.steps} == {"test", "duplicate"}


def test_each_step_takes_its_answers_and_gives_the_value_after_it(published: Path, in_copenhagen: Path) -> None:
    found = read(published, in_copenhagen, "nps", None, Period.parse("2026-03"))
    assert [(step.reason, step.change.n, step.left.n) for step in found.whole.steps] == [
        ("other_days", -2, 230),
        ("own_days", 3, 233),
        ("undeclared_scale", -6, 227),
        ("other_metric", -5, 222),
        ("nonstandard_scale", -8, 214),
        ("test", -9, 205),
        ("duplicate", -4, 201),
        ("partial", -2, 199),
        ("out_of_range", -1, 198),
        ("older_answer", -1, 197),
    ]
    values = {step.reason: words.value(found, step.left) for step in found.whole.steps}
    assert (values["nonstandard_scale"], values["test"], values["older_answer"]) == ("23.4", "20.0", "19.8")
    assert found.whole.unanswered == 7
    assert words.sentence(found) == (
        "The survey tool (Typeform) would show 11.2 (n = 232); voc_metrics says 19.8 (n = 197), because: "
        "2 answers that are of another period in Europe/Copenhagen, 3 answers more, of another period in UTC, "
        "6 answers on a scale that nobody declared, 5 answers from when the question measured something else, "
        "8 answers on another scale than 0-10, 9 test answers, 4 duplicates, 2 answers that were never submitted, "
        "1 answer off the scale, 1 earlier answer of a customer who answered again."
    )


def test_a_hidden_month_is_neither_shown_nor_part_of_a_sum(published: Path) -> None:
    assert main(["reconcile", "nps", "--period", "2026-05", "--html", str(published.parent / "may.html")]) == 0
    found = _read(published, "2026-05")
    assert found.whole.is_withheld
    page = (published.parent / "may.html").read_text()
    for text in (words.sentence(found), re.sub(r"<(style|head).*?</\1>", "", page, flags=re.S)):
        assert "Not shown: there are too few answers" in text
        assert not re.search(r"\d", text.replace("May 2026", "").replace("h1>", ""))
    together = _read(published)
    assert together.whole.tool.n == 232 + 50
    assert together.hidden == [date(2026, 5, 1)]
    assert "Left out, since too few answered to show it: May 2026." in words.remarks(together)


@pytest.mark.parametrize(
    ("answers", "cell"),
    [
        # Of a question outside the headline: its few answers would be left when those of the month are taken away.
        ([*VALID, Answers(6, 4, is_headline=False)], replace(MARCH, excluded=(0,) * 5)),
        # The tool has less than the mart, and too little.
        ([Answers(9, 6, at="2026-02-28 23:30", on="2026-03-01"), Answers(9, 2)], replace(MARCH, positive=8)),
        # Nobody's answer counts, and the tool shows those of four people.
        ([Answers(9, 4, "duplicate")], replace(MARCH, positive=0, neutral=0, negative=0, value_sum=0)),
    ],
)
def test_a_small_group_on_the_way_hides_all_of_it(tmp_path: Path, answers: list[Answers], cell: Cell) -> None:
    found = _read(publish(tmp_path / "voice.duckdb", answers, [cell]), "2026-03")
    assert found.whole.is_withheld
    assert found.whole.tool == Counts()


def test_what_does_not_close_is_said_with_how_many_and_which(tmp_path: Path, state_dir: Path, capsys) -> None:
    cell = replace(MARCH, positive=81, value_sum=1500, excluded=(10, 4, 2, 7, 1))
    publish(state_dir / "published" / "voice.duckdb", ALL_REASONS, [cell])
    assert main(["reconcile", "nps", "--period", "2026-03"]) == 1
    said = capsys.readouterr().out
    assert "It does not close by 2 answers: answers counted 197 here and 195 in voc_metrics" in said
    assert "positive 83 here and 81 in voc_metrics" in said
    assert "tests 9 here and 10 in voc_metrics" in said


def test_without_a_difference_the_sentence_says_so(tmp_path: Path) -> None:
    file = publish(tmp_path / "voice.duckdb", [Answers(9, 6)], [replace(MARCH, positive=6, neutral=0, negative=0,
        value_sum=54, excluded=(0,) * 5)])  # fmt: skip
    found = _read(file, "2026-03")
    assert words.sentence(found) == "The survey tool (Typeform) would show 100.0 (n = 6), and so does voc_metrics."
    assert "<svg" not in html(found)


def test_the_registry_must_be_the_one_that_was_published_by(tmp_path: Path) -> None:
    file = publish(tmp_path / "voice.duckdb", VALID, [MARCH])
    with duckdb.connect(str(file)) as db:
        db.execute("update marts.fct_answers set category = 'positive' where score = 8")
    with pytest.raises(UserError, match="judges answers to typeform FNPS0001 nps otherwise") as raised:
        _read(file, "2026-03")
    assert "70" not in str(raised.value), "how many is a number of a group that may be hidden"


def test_the_page_shows_the_steps_and_loads_nothing(published: Path, capsys) -> None:
    file = published.parent / "page.html"
    assert main(["reconcile", "NPS", "--html", str(file)]) == 0
    assert f"Written: {file}" in capsys.readouterr().out
    page = file.read_text()
    assert page.count("<svg") == 1
    for words_of_it in ("NPS of March to April 2026", "Duplicates", "Published in voc_metrics", "April 2026 is still"):
        assert words_of_it in page
    assert not re.search(r"https?:|//|url\(|@import|<(script|link|img|iframe|object)|\ssrc=|\shref=", page)
    assert "default-src 'none'" in page


def test_the_page_escapes_what_people_named(published: Path) -> None:
    found = _read(published, "2026-03")
    named = '<script>alert("1")</script>&'
    what = replace(found.definition, metric="something_else", title=named, unit=named)
    page = html(replace(found, definition=what, survey=named, sources=[named], time_zone=named))
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(") >= 5


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ocs"], "There is no metric ocs that a survey tool shows too; there is nps."),
        (["cli"], "There is no metric cli that a survey tool shows too; there is nps."),
        (
            ["nps", "--period", "2026-01"],
            "There is no such month of nps: there are those from 2026-03-01 to 2026-05-01.",
        ),
        (["nps", "--period", "2026-Q1"], "There is no such quarter of nps: there is none."),
        (["nps", "--period", "soon"], "--period soon is not understood: say a month (2026-08)"),
        (["nps", "--survey", "FXXX"], "No survey FXXX asks for nps; these do: FNPS0001."),
        (["nps", "--survey", "FNPS0001"], "There is no such month of nps by FNPS0001: there is none."),
        (["nps", "--html", "/no/such/folder/page.html"], "The folder /no/such/folder does not exist"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(published: Path, capsys, arguments: list[str], reason: str) -> None:
    assert main(["reconcile", *arguments]) == 2
    assert reason in capsys.readouterr().err


def test_nothing_published_is_said(state_dir: Path, capsys) -> None:
    assert not os.path.lexists(state_dir / "published")
    assert main(["reconcile", "nps"]) == 2
    assert "Nothing is published yet" in capsys.readouterr().err


def test_a_mean_of_no_answers_is_none_and_sums_are_exact() -> None:
    tenth = Counts(1, 0, 0, 1, Decimal("0.1"))
    period = Published(MARCH.start, MARCH.end, True, False, 0.1, tenth + tenth + tenth)
    groups = [Group("counted", True, True, tenth + tenth + tenth, 3)]
    assert Counts().value("mean") is None
    assert reconcile([period], "mean", groups, {}, suppress_below=1).is_closed
