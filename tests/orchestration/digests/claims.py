"""Every text of an English digest taken apart: each number in it is a claim beside the exact number of a mart.

A text that is not known here fails: so no number is printed that nothing was compared with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.messages.message import Figure, Message, Section
from tests.orchestration.digests import parts
from tests.orchestration.digests.reading_texts import (
    BEFORE,
    DAY,
    Claim,
    V,
    day_claims,
    is_significant,
    main,
    matched,
    only,
    replaced,
    sentences,
)
from tests.orchestration.digests.truth import NUMBER, Cell, Truth

SINCE = r"previous 4 weeks|previous 13 weeks|same time last year|day before|week before|month before|quarter before"
LABELS = {"same time last year": "A year before"}


def claims(message: Message, truth: Truth, made_at: datetime) -> Iterator[Claim]:
    """All of them. Raises AssertionError for a text that is not known."""
    message = replaced(message, lambda text: text.replace("\N{NO-BREAK SPACE}", " "))
    yield from kicker(message.kicker, truth)
    yield from kicker(message.subject.split(", ")[1].split(":")[0], truth)
    lead = _cell(message.figures[0], truth)
    for sentence in sentences(f"{message.headline} {message.intro}".strip()):
        if found := re.fullmatch(rf"(.+? is steady at {V}); (?P<count>{NUMBER}) other figures? moved\.", sentence):
            moved = [figure for figure in message.figures[1:] if is_significant(_cell(figure, truth))]
            yield Claim("moved", found["count"], len(moved))
            sentence = f"{found[1]}."
        yield from said(sentence, truth, lead)
    for figure in message.figures:
        yield from tile(figure, truth)
    for section in message.sections:
        yield from _section(section, truth, lead)
    yield from footer(message.footer, truth, made_at)


def kicker(text: str, truth: Truth) -> Iterator[Claim]:
    """`Week 39 · 21–27 September 2026`."""
    kind, start, end = truth.window
    week, _, days = text.partition(" · ")
    if kind == "week":
        yield Claim("week", matched(r"Week (?P<week>\d+)", week)["week"], start.isocalendar().week)
        text = days
    yield from day_claims("period", text, (start, end)) if text else ()


def said(text: str, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    """A sentence of headline or intro."""
    for pattern, read in SENTENCES:
        if found := re.fullmatch(pattern, text):
            yield from read(found, truth, lead)
            return
    assert not re.search(r"\d", text), f"not known: {text}"


def _went(found: Any, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    cell = truth.cell(found["metric"])
    yield Claim("value", found["value"], cell.row["value"])
    given = found.groupdict()
    if given.get("change"):
        yield Claim("change", found["change"], main(cell)["change"])
    if given.get("difference"):
        label = LABELS.get(found["since"], found["since"].capitalize())
        yield Claim("difference", found["difference"], abs(cell.before(label)["change"]))


def _steady(found: Any, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    yield Claim("value", found["value"], truth.cell(found["metric"]).row["value"])
    given = found.groupdict()
    if given.get("other"):
        yield Claim("other", found["other_value"], truth.cell(found["other"]).row["value"])
    if given.get("limit"):
        yield Claim("limit", found["limit"], truth.cell(found["metric"]).row["threshold"])


def _beside(found: Any, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    yield Claim("before", found["value"], only(lead).before(found["before"])["value"])


def _instead(found: Any, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    row = truth.cell_of(only(lead).row["metric"], truth.groups()[found["group"]], truth.window[0]).row
    yield Claim("value", found["value"], row["value"])
    yield Claim("n", found["n"], row["n"])


def _limit(found: Any, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    yield Claim("value", found["value"], only(lead).row["value"])
    yield Claim("limit", found["limit"], only(lead).row["threshold"])


def _target(found: Any, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    yield Claim("target", found["target"], only(lead).row["target"])


def _explains(found: Any, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    dimension, value = truth.groups()[found["group"]]
    row = truth.one(
        "select * from marts.metric_drivers "
        "where metric = ? and period_type = ? and period_start = ? and dimension = ? "
        "and dimension_value = ?",
        only(lead).row["metric"], truth.window[0], truth.window[1], dimension, value,
    )  # fmt: skip
    yield Claim("effect", found["effect"], row["total_effect"])
    yield Claim("change", found["change"], row["change"])


def _of_period(found: Any, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    yield from day_claims("period", found["period"], (only(lead).row["period_start"], only(lead).row["period_end"]))


def _last_answers(found: Any, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    row = truth.ask(
        "select * from marts.voc_metrics "
        "where metric = ? and dimension = ? and dimension_value = ? and period_type = ? "
        "and period_start < ? and n > 0 order by period_start desc limit 1",
        only(lead).row["metric"], *truth.scope, truth.window[0], truth.window[1],
    )[0]  # fmt: skip
    yield Claim("n", found["n"], row["n"])
    yield from day_claims("period", found["period"], (row["period_start"], row["period_end"]))


SENTENCES = (
    (rf"(?P<metric>.+?) (?:fell|rose) to (?P<value>{V}), (?P<difference>{V}) (?:below|above) the (?P<since>{SINCE})\.",
     _went),
    (rf"(?P<metric>.+?) is steady at (?P<value>{V}); (?P<other>.+?) (?:fell|rose) to (?P<other_value>{V})\.", _steady),
    (rf"(?P<metric>.+?) is steady at (?P<value>{V}), (?:below|above) the limit of (?P<limit>{V})\.", _steady),
    (rf"(?P<metric>.+?) is steady at (?P<value>{V})\.", _steady),
    (rf"(?P<metric>.+?) is (?P<value>{V})\.", _steady),
    (rf"(?P<metric>.+?) is (?P<value>{V}); there is nothing to compare it with yet\.", _steady),
    (rf"(?P<metric>.+?) (?:fell|rose) to (?P<value>{V}) \((?P<change>{V})\)\.", _went),
    (rf"(?P<before>{BEFORE}): (?P<value>{V})(?:, a difference (?:within normal variation|of more than chance))?\.",
     _beside),
    (rf"(?P<before>{BEFORE}): (?P<group>.+?) explains (?P<effect>{V}) of (?P<change>{V})\.", _explains),
    (rf"(?P<group>.+?) instead: (?P<value>{V}) \((?P<n>{NUMBER}) answers?\)\.", _instead),
    (rf".+?: (?P<value>{V}) is (?:below|above) the limit of (?P<limit>{V})"
     r"(?:, which may still be chance| by more than chance)\.", _limit),
    (rf".+?: the target of (?P<target>{V}) is reached\.", _target),
    (r"(?P<metric>.+?) is of (?P<period>[A-Z]\w+ 20\d\d), the newest there is\.", _of_period),
    (r"(?P<metric>.+?) is of All customers, (?P<period>.+?): it is not counted for .+?\.", _of_period),
    (rf"(?:The last answers|Counted last): (?P<n>{NUMBER}) \((?P<period>.+?)\)\.", _last_answers),
)  # fmt: skip


def tile(figure: Figure, truth: Truth) -> Iterator[Claim]:
    """Value, change, n, target and scale."""
    cell = _cell(figure, truth)
    if figure.value != "–":
        yield Claim("value", figure.value, cell.row["value"])
    if figure.change:
        yield Claim("change", figure.change, main(cell)["change"])
    for part in figure.note.split(" · ") if figure.note else ():
        if found := re.fullmatch(rf"(?:(?P<n>{NUMBER}) answers?|n (?P<count>{NUMBER}))", part):
            yield Claim("n", found["n"] or found["count"], cell.row["n"])
        elif found := re.fullmatch(rf"target (?P<target>{V})", part):
            yield Claim("target", found["target"], cell.row["target"])
        else:
            period = part.removeprefix("All customers, ")
            yield from day_claims("period", period, (cell.row["period_start"], cell.row["period_end"]))
    metric = truth.metrics()[figure.label]
    if found := re.match(rf"(?P<low>{NUMBER}) to (?P<high>{NUMBER})", figure.scale):
        yield Claim("scale", found["low"], metric["scale_min"])
        yield Claim("scale", found["high"], metric["scale_max"])
    else:
        assert figure.scale in ("", "lower is better"), figure.scale
    assert not re.search(r"\d", figure.verdict)


def _section(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    for title, read in parts.BY_TITLE.items():
        if re.fullmatch(title, section.title):
            yield from read(section, truth, lead)
            return
    raise AssertionError(f"not known: a section {section.title}")


def footer(lines: tuple[str, ...], truth: Truth, made_at: datetime) -> Iterator[Claim]:
    row = truth.one("select data_through, checks_passed from main._published")
    found = matched(
        rf"Data through \w+ (?P<day>{DAY}) (?P<time>\d\d:\d\d) \(Copenhagen time\)\. "
        rf"All (?P<checks>{NUMBER}) data checks passed\.",
        lines[0],
    )
    local = row["data_through"].astimezone(ZoneInfo("Europe/Copenhagen"))
    yield from day_claims("data through", found["day"], (local.date(),))
    yield Claim("time", found["time"].replace(":", ""), int(f"{local:%H%M}"))
    yield Claim("checks", found["checks"], row["checks_passed"])
    assert not re.search(r"\d", " ".join(lines[1:]))


def _cell(figure: Figure, truth: Truth) -> Cell:
    """What a tile is of: its note says so where that is not the digest's group and period."""
    place = re.search(r"(?:^| · )(?:(All customers), )?(\w+ 20\d\d|week of .+? 20\d\d)(?: · |$)", figure.note)
    return truth.cell(figure.label + "".join(f", {each}" for each in (place.groups() if place else ()) if each))
