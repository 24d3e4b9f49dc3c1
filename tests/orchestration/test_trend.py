"""The picture of a trend: what it shows, and that nothing in it covers anything else."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.lib.plots.trend import Trend, TrendMark, TrendPoint, chart, png, spec
from orchestration.lib.plots.trend.frame import axis, decimals, frame, width
from orchestration.lib.plots.trend.places import curve
from orchestration.lib.plots.trend.small import smaller

FIRST = date(2026, 8, 17)
VALUES = (10.0, 11.2, 15.6, 12.4, 14.2, 18.3, 14.4, 13.1, 18.2, 13.4, 16.1, 13.2, 3.1)
MARKS = (
    TrendMark(date(2026, 10, 2), "First reply within 4 hours", "good"),
    TrendMark(date(2026, 11, 10), "Billing CSAT below its limit", "bad"),
    TrendMark(date(2026, 11, 12), "Release 4.2"),
)


def trend(values: tuple[float | None, ...] = VALUES, room: float | None = 5, **more: Any) -> Trend:
    points = []
    for week, value in enumerate(values):
        start = FIRST + timedelta(weeks=week)
        ends = (None, None) if value is None or room is None else (value - room, value + room)
        points.append(TrendPoint(start, f"{start:%d %b}", value, "" if value is None else f"{value:.0f}", *ends))
    told: dict[str, Any] = {"baseline": 15.4, "baseline_label": "Previous 4 weeks: 15", "lowest": -100, "highest": 100}
    return Trend(tuple(points), **(told | more))


@dataclass(frozen=True)
class Text:
    text: str
    left: float
    right: float
    top: float
    bottom: float


def layers(found: dict[str, Any] | None, kind: str) -> list[dict[str, Any]]:
    assert found is not None
    return [layer for layer in found["layer"] if layer["mark"]["type"] == kind]


def texts(found: dict[str, Any] | None) -> list[Text]:
    """Where each text stands."""
    placed = []
    for layer in layers(found, "text"):
        mark = layer["mark"]
        size = mark.get("fontSize", 14)
        for row in layer["data"]["values"]:
            long = width(row["text"], size, is_bold="fontWeight" in mark) * 0.93  # widths are rather too wide
            x = row["x"] + mark.get("dx", 0)
            left = {"left": x, "right": x - long, "center": x - long / 2}[mark["align"]]
            up = {"middle": size * 0.4, "top": 0.0, "bottom": size * 0.8}[mark["baseline"]]
            placed.append(Text(row["text"], left, left + long, row["y"] - up, row["y"] - up + size * 0.8))
    return placed


def test_it_shows_line_band_baseline_marks_and_the_last_value_large() -> None:
    found = spec(trend(tone="bad", marks=MARKS))
    assert len(layers(found, "line")) == 1
    assert len(layers(found, "area")) == 1
    said = {each.text for each in texts(found)}
    assert {"3", "Previous 4 weeks: 15", "Billing CSAT below its limit", "Release 4.2", "09 Nov", "−10", "30"} <= said
    (large,) = (layer for layer in layers(found, "text") if layer["mark"].get("fontSize", 0) > 20)
    assert large["data"]["values"][0]["text"] == "3"
    assert large["mark"]["color"] == "#b3261e"


def test_altair_takes_it() -> None:
    for one in (trend(marks=MARKS), trend((12.0,)), trend((None, 3.0, None)), trend(room=None)):
        assert chart(one).to_dict()["layer"]


def test_a_hidden_period_leaves_a_gap_and_an_earlier_value_is_not_the_last_one() -> None:
    found = spec(trend((10.0, 11.0, None, 12.0, None, 13.0, 14.0, None)))
    assert [len(layer["data"]["values"]) for layer in layers(found, "line")] == [2, 2]
    assert not [layer for layer in layers(found, "text") if layer["mark"].get("fontSize", 0) > 20]
    # The lonely one in the middle has its interval as well.
    assert [layer["mark"].get("strokeWidth") for layer in layers(found, "rule")].count(10) == 1


def test_without_any_value_there_is_no_picture() -> None:
    assert spec(trend((None, None))) is None
    assert png(trend((None,))) is None
    assert chart(trend(())) is None


@pytest.mark.parametrize("values", [(12.0,), (12.0, 20.0), (71.0,) * 13, (0.0,) * 5, (100.0,) * 3, (-100.0, 100.0)])
def test_few_and_equal_values_have_an_axis_with_different_ticks(values: tuple[float, ...]) -> None:
    found = spec(trend(values, None, baseline=None))
    (ticks,) = (layer for layer in layers(found, "text") if layer["mark"]["align"] == "right")
    shown = [row["text"] for row in ticks["data"]["values"]]
    assert len(shown) == len(set(shown)) >= 3


def test_an_axis_does_not_go_beyond_what_a_metric_can_be() -> None:
    assert axis(1.2, 6.8, (1, 7)) == (1, 7, (2.0, 4.0, 6.0))
    low, high, _ = axis(97.0, 100.0, (0, 100))
    assert high == 100
    assert low >= 90
    assert axis(0.0, 0.0, (0, 100))[0] == 0
    assert [decimals(step) for step in (20, 2, 0.5, 0.02)] == [0, 0, 1, 2]


def test_the_line_that_labels_keep_clear_of_goes_through_the_points_and_never_beyond_two_neighbours() -> None:
    points = [(0.0, 10.0), (10.0, 40.0), (20.0, 40.0), (30.0, 5.0)]
    found = curve(points)
    assert set(points) <= set(found)
    assert all(min(y for _, y in points) - 1e-9 <= y <= max(y for _, y in points) + 1e-9 for _, y in found)
    assert all(y == pytest.approx(40) for x, y in found if 10 <= x <= 20)


numbers = st.floats(-100, 100, allow_nan=False).map(lambda value: round(value, 1))
trends = st.builds(
    lambda values, room, baseline, days: trend(
        tuple(values),
        room,
        baseline=baseline,
        marks=tuple(TrendMark(FIRST + timedelta(days=day), f"Incident number {day} at Support", "bad") for day in days),
        lowest=None,
        highest=None,
    ),
    st.lists(st.none() | numbers, min_size=1, max_size=26),
    st.none() | st.floats(0, 40),
    st.none() | numbers,
    st.lists(st.integers(0, 180), max_size=6),
)


@settings(max_examples=120, deadline=None)
@given(trends)
def test_no_text_covers_another_one_or_the_line(one: Trend) -> None:
    found = spec(one)
    if found is None:
        return
    placed = texts(found)
    for first, second in combinations(placed, 2):
        apart = first.right <= second.left or second.right <= first.left
        assert apart or first.bottom <= second.top or second.bottom <= first.top, (first, second)
    baseline = [each for each in placed if each.text == one.baseline_label]
    assert len(baseline) == (one.baseline is not None)
    drawn = [point for layer in layers(found, "line") for point in curve(_points(layer))]
    for label in baseline:
        assert not [(x, y) for x, y in drawn if label.left <= x <= label.right and label.top <= y <= label.bottom]
    left, right = found["padding"]["left"], found["width"] + found["padding"]["right"]
    assert all(-left <= each.left and each.right <= right for each in placed)
    assert all(-found["padding"]["top"] <= each.top for each in placed)


def _points(layer: dict[str, Any]) -> list[tuple[float, float]]:
    return [(row["x"], row["y"]) for row in layer["data"]["values"]]


def test_a_picture_is_small_sharp_and_the_same_every_time() -> None:
    first = png(trend(marks=MARKS)) or b""
    assert first == png(trend(marks=MARKS))
    assert struct.unpack(">II", first[16:24])[0] == pytest.approx(2 * 544, abs=2)
    assert len(first) < 30_000


DRAW = """
import hashlib
from datetime import date, timedelta
from orchestration.lib.plots.trend import Trend, TrendPoint, png
start = date(2026, 8, 3)
points = tuple(TrendPoint(start + timedelta(weeks=w), f"{w} нояб.", float(v), str(v)) for w, v in enumerate((3, 9, 4)))
print(hashlib.sha256(png(Trend(points, 5.0, "Предыдущие 4 недели, eelmised nädalad, õ š ž å ø"))).hexdigest())
"""


def test_a_machine_without_fonts_draws_the_same_letters(tmp_path: Path) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
    without = [sys.executable, "-c", DRAW]
    environment = os.environ | {"FONTCONFIG_FILE": str(empty), "PYTHONPATH": str(Path(__file__).parents[2])}
    drawn = subprocess.run(without, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout
    points = tuple(
        TrendPoint(date(2026, 8, 3) + timedelta(weeks=week), f"{week} нояб.", float(value), str(value))
        for week, value in enumerate((3, 9, 4))
    )
    here = png(Trend(points, 5.0, "Предыдущие 4 недели, eelmised nädalad, õ š ž å ø")) or b""
    assert drawn.strip() == hashlib.sha256(here).hexdigest()
    # Letters that a face lacks would leave the same boxes behind.
    other = png(Trend(points, 5.0, "Ппедыдущие 4 недели, eelmised nadalad, o s z a o")) or b""
    assert other != here


def rgba(pixels: list[list[tuple[int, int, int, int]]]) -> bytes:
    """A PNG as vl-convert writes it: each pixel as its difference from the one left of it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b""
    for row in pixels:
        before = (0, 0, 0, 0)
        rows += b"\1"
        for pixel in row:
            rows += bytes((one - other) % 256 for one, other in zip(pixel, before, strict=True))
            before = pixel
    header = struct.pack(">IIBBBBB", len(pixels[0]), len(pixels), 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_smaller_picture_has_the_same_colours() -> None:
    red, white = (179, 38, 30, 255), (255, 255, 255, 255)
    found = smaller(rgba([[red, white, red], [white, white, red]]))
    palette = found[found.index(b"PLTE") + 4 :][:6]
    start = found.index(b"IDAT")
    rows = zlib.decompress(found[start + 4 : start + 4 + struct.unpack(">I", found[start - 4 : start])[0]])
    colours = [tuple(palette[3 * number : 3 * number + 3]) for number in rows[1:4]]
    assert colours == [red[:3], white[:3], red[:3]]
    assert rows[0] == rows[4] == 0


def test_a_picture_that_shines_through_stays_as_it_is() -> None:
    seen = rgba([[(0, 0, 0, 0), (1, 2, 3, 255)]])
    assert smaller(seen) == seen
    assert smaller(smaller(rgba([[(1, 2, 3, 255)]]))) == smaller(rgba([[(1, 2, 3, 255)]]))


def test_words_of_the_first_and_the_last_period_are_within_the_picture() -> None:
    ends = ["september 2025 г.", "", "september 2026 г."]
    size = frame([1, 2], 3, "2", lambda value, _: str(value), (None, None), ends)
    assert min(size.left, size.right) >= width(ends[0]) / 2


def test_marks_outside_of_the_periods_are_left_out_and_long_ones_are_cut() -> None:
    early, long = TrendMark(date(2025, 1, 1), "early"), TrendMark(date(2026, 9, 1), "x " * 40)
    said = [each.text for each in texts(spec(trend(marks=(early, long))))]
    assert "early" not in said
    assert next(text for text in said if text.startswith("x x")).endswith("…")
    assert len(frame([1, 2], 3, "2", lambda value, _: str(value), (None, None)).ticks) >= 3
    assert spec(replace(trend(), marks=(TrendMark(FIRST, "start"),))) is not None
