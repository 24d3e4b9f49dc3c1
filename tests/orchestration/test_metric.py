"""`voc metric`: what is drawn says what the numbers say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.cli import main
from orchestration.cli.metric import WIDTH, drawn
from orchestration.lib.errors import UserError
from orchestration.lib.metric_series import Definition, Point, Window, definition, read
from orchestration.lib.plots.metric import over_time
from orchestration.lib.plots.style import BAD, GOOD, TARGET
from orchestration.lib.settings import Settings

NPS = Definition("nps", "Net Promoter Score", "points", 1, is_high_good=True)
HIDDEN = Point(
    "billing", date(2026, 9, 7), date(2026, 9, 13), None, None, None, None, is_suppressed=True, shown="support"
)


def _point(value: float | None, low: float | None, high: float | None, group: str = "all") -> Point:
    return Point(group, date(2026, 9, 7), date(2026, 9, 13), 40, value, low, high)


def _line(point: Point) -> str:
    """The row of one period, without its bar."""
    return drawn([point], 1)[1].replace("─", "").replace("●", "")


@pytest.mark.parametrize(("text", "window"), [("13w", Window(13, "week")), (" 6M ", Window(6, "month"))])
def test_periods_are_a_number_and_a_letter(text, window):
    assert Window.parse(text) == window


@pytest.mark.parametrize("text", ["", "w", "0w", "-3m", "3x", "3 weeks"])
def test_other_periods_are_refused(text):
    with pytest.raises(UserError, match="for example 13w"):
        Window.parse(text)


@pytest.mark.parametrize(("text", "words"), [("13w", "last 13 weeks"), ("14r28", "last 14 windows of 28 days")])
def test_a_window_is_said_in_words(text, words):
    assert str(Window.parse(text)) == words


def test_the_interval_is_drawn_from_end_to_end_with_the_value_on_it():
    lines = drawn([_point(0.0, -100.0, 100.0), _point(50.0, 0.0, 100.0)], 1)
    first = lines[0].index("-100.0")
    bars = [line[first : first + WIDTH] for line in lines]
    assert bars[1] == "─" * 20 + "●" + "─" * 19
    assert bars[2].index("─") == 20
    assert bars[2].index("●") == 29
    assert lines[1].split()[:3] == ["2026-09-07", "0.0", "40"]


def test_a_single_answer_has_a_value_and_no_interval():
    (_, line) = drawn([_point(4.0, None, None)], 2)
    assert line.split() == ["2026-09-07", "4.00", "40", "-", "to", "-", "-", "●"]


def test_a_hidden_group_shows_neither_value_nor_bar_and_says_where_it_is_shown():
    lines = drawn([HIDDEN, _point(10.0, 5.0, 15.0, "support")], 1)
    assert lines[1].split() == ["billing", "2026-09-07", "-", "-", "hidden,", "see", "support", "-"]
    assert "●" in lines[2]


@pytest.mark.parametrize("shown", [None, "billing"])
def test_a_hidden_group_that_is_shown_nowhere_points_nowhere(shown):
    assert _line(replace(HIDDEN, shown=shown)).split() == ["billing", "2026-09-07", "-", "-", "hidden", "-"]


@pytest.mark.parametrize(
    ("change", "is_changed", "said"),
    [(-8.25, True, "-8.2"), (8.0, True, "+8.0"), (-8.2, False, "steady"), (8.0, None, "+8.0 (untested)")],
)
def test_only_a_change_beyond_chance_is_called_one(change, is_changed, said):
    point = replace(_point(10.0, 5.0, 15.0), change=change, is_changed=is_changed)
    assert _line(point).split("15.0")[1].strip() == said


def test_a_target_is_said_where_there_is_one():
    (header, first, second) = drawn([replace(_point(10.0, 5.0, 15.0), target=45.0), _point(10.0, 5.0, 15.0)], 1)
    end = header.index("target") + len("target")
    assert [line[:end].split()[-1] for line in (header, first, second)] == ["target", "45.0", "-"]
    assert "target" not in drawn([_point(10.0, 5.0, 15.0)], 1)[0]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("ok", ""),
        ("watch", "beyond threshold"),
        ("confirmed", "surely beyond threshold"),
        ("too_few", "too few to judge"),
    ],
)
def test_a_threshold_is_judged_in_words(status, said):
    point = replace(_point(10.0, 5.0, 15.0), status=status)
    assert drawn([point], 1)[1].partition("●")[2].strip(" ─") == said


def test_a_period_that_is_not_over_says_so_beside_its_status():
    assert _line(replace(_point(10.0, 5.0, 15.0), is_complete=False)).endswith("  still open")
    point = replace(_point(10.0, 5.0, 15.0), status="watch", is_complete=False)
    assert _line(point).endswith("  beyond threshold, still open")


def test_no_periods_are_said_in_words():
    assert drawn([], 1) == ["Nobody answered in these periods."]


def _chart(points: list[Point], what: Definition = NPS) -> str:
    return json.dumps(over_time(what, points, "last 2 weeks").to_dict(), ensure_ascii=False)


@pytest.mark.parametrize(
    ("change", "is_changed", "is_high_good", "tone"),
    [
        (-8.0, True, True, "worse"),
        (-8.0, True, False, "better"),
        (8.0, True, True, "better"),
        (-8.0, False, True, "steady"),
        (-8.0, None, True, "steady"),
        (-8.0, True, None, "steady"),
    ],
)
def test_a_dot_is_coloured_where_a_change_is_more_than_chance_and_one_way_is_good(
    change, is_changed, is_high_good, tone
):
    point = replace(_point(10.0, 5.0, 15.0), change=change, is_changed=is_changed)
    chart = _chart([point], replace(NPS, is_high_good=is_high_good))
    assert f'"tone": "{tone}"' in chart
    assert f'"range": ["#2b6cb0", "{GOOD}", "{BAD}"]' in chart
    assert ("differ from the period before by more than chance" in chart) is (tone != "steady")


def test_the_chart_has_a_band_and_a_target_only_where_there_are_some():
    total = _chart([_point(10.0, None, None)])
    assert "interval" not in total
    assert TARGET not in total
    judged = _chart([replace(_point(10.0, 5.0, 15.0), target=45.0)])
    assert "Band: 95 % interval." in judged
    assert "Dashed: target." in judged
    assert TARGET in judged


def test_the_title_of_the_chart_is_the_newest_value_that_is_complete():
    later = replace(_point(90.0, 80.0, 99.0), start=date(2026, 9, 14), end=date(2026, 9, 20), is_complete=False)
    chart = _chart([_point(10.0, 5.0, 15.0), later])
    assert "Net Promoter Score: 10.0 (5.0 to 15.0) from 7 September 2026" in chart
    assert chart.count('"is_complete": false') == 1
    assert "White dot: more can still come in." in chart


def test_groups_that_are_never_shown_are_named_and_not_drawn():
    hidden = replace(_point(None, None, None, "billing"), n=None, is_suppressed=True)
    chart = _chart([hidden, _point(10.0, 5.0, 15.0, "support")])
    assert "Too few people in every period: billing." in chart
    assert '"group": "billing"' not in chart


@pytest.fixture
def published(settings: Settings) -> Path:
    """Three weeks of NPS by touchpoint: a group that is hidden, a change that is clear, a week that is not over."""
    settings.published.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.published)) as db:
        db.execute(
            """
            create schema marts;
            create table marts.dim_metrics as
            select 'nps' as metric, 'Net Promoter Score' as title, 'points' as unit, 1::bigint as decimals,
                true as is_high_good, 4::bigint as settle_days;
            create table marts.voc_metrics as
            select 'nps' as metric, 'week' as period_type, start::date as period_start, start::date + 6 as period_end,
                dimension, dimension_value, n, value, value - 5 as interval_low, value + 5 as interval_high, change,
                clear as is_change_significant, target, status as threshold_status,
                start <> '2026-09-14' as is_complete, n is null as is_suppressed, shown as shown_dimension_value
            from (values
                ('2026-08-31', 'all', 'all', 51, 0.0::double, null, null, 45.0::double, 'watch', null),
                ('2026-09-07', 'all', 'all', 50, 10.0, 10.0::double, false, 45.0, 'ok', null),
                ('2026-09-14', 'all', 'all', 52, 20.0, 10.0, true, 45.0, 'ok', null),
                ('2026-08-31', 'touchpoint', 'billing', 51, 0.0, null, null, null, null, null),
                ('2026-09-07', 'touchpoint', 'billing', 48, 9.0, 9.0, true, null, null, null),
                ('2026-09-07', 'touchpoint', 'product', null, null, null, null, null, null, 'all')
            ) as rows (start, dimension, dimension_value, n, value, change, clear, target, status, shown)
            """
        )
    return settings.published


def test_the_last_periods_are_read_and_small_groups_come_without_their_value(published: Path):
    window = Window(2, "week")
    first, second = (date(2026, 9, 7), date(2026, 9, 13)), (date(2026, 9, 14), date(2026, 9, 20))
    assert read(published, "nps", "all", window) == [
        Point("all", *first, 50, 10.0, 5.0, 15.0, 10.0, False, 45.0, "ok"),
        Point("all", *second, 52, 20.0, 15.0, 25.0, 10.0, True, 45.0, "ok", is_complete=False),
    ]
    assert read(published, "nps", "touchpoint", window) == [
        Point("billing", *first, 48, 9.0, 4.0, 14.0, 9.0, True),
        Point("product", *first, None, None, None, None, is_suppressed=True, shown="all"),
    ]
    with pytest.raises(UserError, match="There is no period month in voc_metrics; there is week"):
        read(published, "nps", "all", Window(2, "month"))


def test_a_metric_is_defined_or_refused_with_those_that_are(published: Path):
    assert definition(published, "nps") == replace(NPS, settle_days=4)
    with pytest.raises(UserError, match="There is no metric npz in voc_metrics; there is nps"):
        definition(published, "npz")


def test_the_command_shows_every_period_with_what_there_is_to_say_of_it(published: Path, capsys):
    assert main(["metric", "NPS", "--last", "3w"]) == 0
    title, header, *lines = capsys.readouterr().out.splitlines()
    assert title == "Net Promoter Score (points), last 3 weeks, 95 % interval"
    assert header.split() == ["period", "from", "value", "n", "interval", "change", "target", "-5.0", "25.0"]
    assert [line.replace("─", "").split("●")[0].split()[6:] for line in lines] == [
        ["-", "45.0"],
        ["steady", "45.0"],
        ["+10.0", "45.0"],
    ]
    assert [line.split("●")[1].strip(" ─") for line in lines] == ["beyond threshold", "", "still open"]


@pytest.mark.parametrize(("by", "ending"), [("all", "png"), ("touchpoint", "png"), ("touchpoint", "svg")])
def test_the_command_draws_into_a_file_instead(published: Path, tmp_path: Path, capsys, by, ending):
    file = tmp_path / f"nps.{ending}"
    assert main(["metric", "nps", "--by", by, "--png", str(file)]) == 0
    assert capsys.readouterr().out == f"Drawn: {file}\n"
    assert file.read_bytes().startswith(b"\x89PNG\r\n\x1a\n" if ending == "png" else b"<svg")
    assert file.stat().st_size > 8_000


def test_a_picture_of_another_kind_or_in_a_folder_that_is_not_there_is_refused(published: Path, tmp_path: Path, capsys):
    assert main(["metric", "nps", "--png", str(tmp_path / "nps.pdf")]) == 2
    assert "neither .png nor .svg" in capsys.readouterr().err
    assert main(["metric", "nps", "--png", str(tmp_path / "none" / "nps.png")]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_without_a_name_the_command_lists_what_is_published(published: Path, capsys):
    assert main(["metric"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "metric          what it is  periods               by",
        "nps     Net Promoter Score     week  all, touchpoint",
    ]


def test_without_a_published_file_the_command_says_how_to_make_one(state_dir: Path, capsys):
    assert main(["metric", "nps"]) == 2
    assert "`voc run`" in capsys.readouterr().err
