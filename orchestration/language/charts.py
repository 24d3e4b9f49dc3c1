"""What a chart needs to write numbers and dates as the language does: the `locale` of a Vega-Lite configuration.

    chart.configure(locale=charts.locale())   # and axis formats by charts.day()

Does not belong here: charts (orchestration/lib/plots).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from babel.dates import get_day_names, get_month_names

from orchestration.language import locales
from orchestration.language.figures import MINUS
from orchestration.language.locales import order, plain
from orchestration.language.speech import language

_D3 = {"d": "%-d", "MMM": "%b", "LLL": "%b", "MMMM": "%B", "LLLL": "%B", "M": "%-m", "L": "%-m", "y": "%Y"}


def locale() -> dict[str, Any]:
    """Marks of numbers, names of days and months."""
    return _locale(language())


def day() -> str:
    """The format of a day on an axis: `14 Sep`."""
    return _format("MMMd", language())


def month() -> str:
    """`Sep 2026`."""
    return _format("yMMM", language())


@cache
def _locale(code: str) -> dict[str, Any]:
    names = locales.locale(code)
    symbols = names.number_symbols["latn"]
    percent = order(code).percent_formats[None]
    dates = {
        "dateTime": f"{_format('MMMd', code)} %Y %H:%M:%S",
        "date": f"{_format('MMMd', code)} %Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": _week(get_day_names("wide", locale=names)),
        "shortDays": _week(get_day_names("abbreviated", locale=names)),
        "months": _year(get_month_names("wide", locale=names)),
        "shortMonths": _year(get_month_names("abbreviated", locale=names)),
    }
    numbers = {
        "decimal": symbols["decimal"],
        "thousands": plain(symbols["group"]),
        "grouping": [3],
        "currency": ["", ""],
        "minus": MINUS,
        "percent": plain(percent.suffix[0] or percent.prefix[0]),
    }
    return {"number": numbers, "time": dates}


def _week(names: Any) -> list[str]:
    """From Sunday on, as D3 counts."""
    return [str(names[(number + 6) % 7]) for number in range(7)]


def _year(names: Any) -> list[str]:
    return [str(names[number]) for number in range(1, 13)]


@cache
def _format(skeleton: str, code: str) -> str:
    pattern = plain(str(order(code).datetime_skeletons[skeleton].pattern))
    fields = re.sub(r"'([^']*)'|([dMLy]+)", lambda found: _D3.get(found[2] or "", found[1] or found[0]), pattern)
    return fields.strip()
