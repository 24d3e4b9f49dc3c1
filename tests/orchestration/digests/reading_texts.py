"""Printed texts read back: sentences, days, and a number beside the one that it claims to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from tests.orchestration.digests.truth import NUMBER, UNIT, Cell, is_same

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
BEFORE = r"Previous 4 weeks|Previous 13 weeks|A year before|Day before|Week before|Month before|Quarter before"
BESIDE = r"the previous 4 weeks|the previous 13 weeks|a year before|the (?:day|week|month|quarter) before"
V = rf"{NUMBER}{UNIT}"
DAY = r"\d{1,2} \w+(?: 20\d\d)?"
T = TypeVar("T")


@dataclass(frozen=True)
class Claim:
    """A text with one number in it, or a duration, and what a mart says."""

    what: str
    printed: str
    exact: float | Decimal | int | None

    @property
    def holds(self) -> bool:
        found = re.findall(NUMBER, self.printed)
        return len(found) == 1 and is_same(found[0], self.exact)


def replaced(value: Any, change: Callable[[str], str]) -> Any:
    """A message, or a part of it, with every text changed."""
    if type(value) is str:
        return change(value)
    if isinstance(value, tuple):
        return tuple(replaced(each, change) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: replaced(getattr(value, field.name), change) for field in fields(value)})
    return value


def only(value: T | None) -> T:
    assert value is not None
    return value


def matched(pattern: str, text: str) -> Any:
    found = re.fullmatch(pattern, text)
    assert found, f"not known: {text}"
    return found


def sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?…])\s+(?=[A-Z0-9−(])", text) if each]


def day_claims(what: str, text: str, days: Iterable[date]) -> Iterator[Claim]:
    """Days as they are printed: each number in the text is a day's or a year's of these, each month one of theirs."""
    given = list(days)
    text = re.sub(r"^(?:week of|Week of) ", "", text)
    names = re.findall(r"[A-Z][a-z]{2,8}", text)
    known = {MONTHS[each.month - 1] for each in given}
    for name in names:
        assert any(month.startswith(name[:3]) for month in known), (text, given)
    numbers = re.findall(r"\d+", text)
    expected = {each.day for each in given} | {each.year for each in given}
    if re.match(r"Q\d|\dth|\d[a-z]{2} quarter", text):
        expected = {each.year for each in given} | {(given[0].month - 1) // 3 + 1}
    for printed in numbers:
        exact = int(printed) if int(printed) in expected else None
        yield Claim(what, printed, exact)


def main(cell: Cell) -> dict[str, Any]:
    """What a cell is compared with: four weeks, or the period before where there are none."""
    return cell.before("Previous 4 weeks" if "weeks_4" in cell.baselines else "Week before")


def label(beside: str) -> str:
    """`Previous 4 weeks` of `the previous 4 weeks`."""
    bare = beside.removeprefix("the ")
    return bare[:1].upper() + bare[1:]


def columns(text: str) -> None:
    """A column's title has no number but a baseline's."""
    assert not re.search(r"\d", re.sub(f"{BEFORE}|{BESIDE}", "", text)), text


def is_significant(cell: Cell) -> bool | None:
    if "weeks_4" in cell.baselines:
        return cell.baselines["weeks_4"]["is_change_significant"]
    return None if cell.row["change"] is None else cell.row["is_change_significant"]
