"""Sections of an English digest taken apart, each beside the mart that it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from orchestration.messages.message import Section
from tests.orchestration.digests import people
from tests.orchestration.digests.reading_texts import (
    BEFORE,
    BESIDE,
    DAY,
    Claim,
    V,
    columns,
    day_claims,
    is_significant,
    label,
    main,
    matched,
    only,
    sentences,
)
from tests.orchestration.digests.truth import NUMBER, Cell, Truth

Read = Callable[[Section, Truth, Cell | None], Iterator[Claim]]
UNTOLD = re.compile(rf"\b(?:{BEFORE}|95% interval|over 28 days|over 91 days|48 hours)\b")


def evidence(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    """`53 answers (the previous 4 weeks: 189). CSAT: 95% interval of the change −25 to +4.`"""
    found = matched(
        rf"(?:(?P<n>{NUMBER}) answers?|n (?P<count>{NUMBER})) \((?P<before>{BESIDE}): (?P<others>{NUMBER})\)\. "
        rf"(?P<metric>.+?): 95% interval of the change (?P<low>{V}) to (?P<high>{V})\.",
        section.note,
    )
    before = only(lead).before(label(found["before"]))
    yield Claim("n", found["n"] or found["count"], only(lead).row["n"])
    yield Claim("n before", found["others"], before["n"])
    yield Claim("low", found["low"], before["low"])
    yield Claim("high", found["high"], before["high"])


def trend(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    """Every value of the picture as its alternative text says it."""
    row = only(lead).row
    rows = truth.ask(
        "select * from (select * from marts.voc_metrics where metric = ? and dimension = ? and dimension_value = ? "
        "and period_type = ? and period_start <= ? order by period_start desc limit 13) order by period_start",
        row["metric"], row["dimension"], row["dimension_value"], row["period_type"], row["period_start"],
    )  # fmt: skip
    yield Claim("periods", matched(r".+, last (\d+) \w+", section.title)[1], len(rows))
    assert section.plot is not None
    first, *rest = sentences(section.plot.alt)
    _, _, values = first.partition(", by the first day of each period: ")
    shown = [each for each in rows if each["value"] is not None]
    printed = values.removesuffix(".").split("; ")
    assert len(printed) == len(shown)
    for text, each in zip(printed, shown, strict=True):
        day, _, value = text.partition(": ")
        yield from day_claims("day", day, (each["period_start"],))
        yield Claim("value", value, each["value"])
    for text in rest:
        yield from _about_the_trend(text, truth, only(lead))
    columns(section.plot.caption.replace("95% interval", ""))
    if section.note:
        yield from evidence(section, truth, lead)


def _about_the_trend(text: str, truth: Truth, lead: Cell) -> Iterator[Claim]:
    if found := re.fullmatch(rf"95% interval of the last one: (?P<low>{V}) to (?P<high>{V})\.", text):
        yield Claim("low", found["low"], lead.row["interval_low"])
        yield Claim("high", found["high"], lead.row["interval_high"])
    elif found := re.fullmatch(rf"Baseline \((?P<before>{BESIDE})\): (?P<value>{V})\.", text):
        yield Claim("baseline", found["value"], lead.before(label(found["before"]))["value"])
    else:
        found = matched(rf"(?P<day>{DAY}): (?P<what>Warning|Begun: .+|Done: .+)[.…]", text)
        actions = truth.ask("select * from marts.action_effects where metric = ?", lead.row["metric"])
        warnings = truth.ask(
            "select opened_on from marts.alert_episodes where metric = ? and tier = 'confirmed'", lead.row["metric"]
        )
        by = {
            "Warning": [row["opened_on"] for row in warnings],
            "Begun": [row["started_on"] for row in actions if row["started_on"]],
            "Done": [row["finished_on"] for row in actions if row["finished_on"]],
        }
        days = by[found["what"].split(":")[0]]
        wanted = [day for day in days if f"{day.day} " == re.findall(r"\d+ ", found["day"])[0]]
        yield from day_claims("mark", found["day"], wanted[:1] or days[:1])


def drivers(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    """Against metric_drivers: groups, values of both periods, effects; and how many were compared."""
    for text in section.paragraphs:
        if not re.search(r"\d", text):
            continue
        found = matched(
            rf"(?P<before>{BEFORE}): (?P<value>{V})(?:, now (?P<now>{V}) \((?P<change>{V})\)"
            rf"|, a difference within normal variation, so no group is named as its reason)\.",
            text,
        )
        whole = truth.cell_of(only(lead).row["metric"], ("all", "all"), truth.window[0])
        yield Claim("before", found["value"], whole.row["previous_value"])
        if found["now"]:
            yield Claim("now", found["now"], whole.row["value"])
            yield Claim("change", found["change"], whole.row["change"])
    if section.table is None:
        return
    for title in section.table.columns:
        columns(title)
    dimension = section.table.columns[0].lower()
    rows = truth.ask(
        "select d.*, v.is_change_significant from marts.metric_drivers as d left join marts.voc_metrics as v "
        "using (metric, period_type, period_start, dimension, dimension_value) "
        "where metric = ? and period_type = ? and period_start = ? and dimension = ?",
        only(lead).row["metric"], truth.window[0], truth.window[1], dimension,
    )  # fmt: skip
    names = {value: name for name, (kind, value) in truth.groups().items() if kind == dimension}
    names |= {"other groups": "Other groups", "in several groups": "In several groups", "unknown": "Unknown"}
    by = {names[row["dimension_value"]]: row for row in rows}
    for row in section.table.rows:
        name, now, before, effect = row.cells
        yield from _values(((now, by[name]["value"]), (before, by[name]["previous_value"])))
        yield Claim("effect", effect, by[name]["total_effect"])
        assert row.is_strong == bool(by[name]["is_change_significant"])
    first, *_ = sentences(section.note)
    yield from _comparisons(section.note, sum(row["is_change_significant"] is not None for row in rows), len(rows))
    assert first


def _comparisons(note: str, tested: int, count: int) -> Iterator[Claim]:
    for number in re.findall(rf"({NUMBER}) comparisons?", note):
        yield Claim("comparisons", number, tested)
    for number in re.findall(rf"({NUMBER}) smaller effects?", note):
        yield Claim("left out", number, count - 7)
    assert not re.search(r"\d", re.sub(rf"{NUMBER} (?:comparisons?|smaller effects?)", "", note))


def table(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    """Measures in rows: n, before, now and change, by the row's own name."""
    assert section.table is not None
    assert section.table.columns[1:] == ("n", "Before", "Now", "Change")
    are_of_all = "All of these are of all customers." in section.note
    by_segment = section.title.removesuffix(" by segment") if section.title.endswith(" by segment") else ""
    for row in section.table.rows:
        name, n, before, now, change = row.cells
        if by_segment:
            group = truth.groups().get(name, ("segment", name.lower()))
            cell = truth.cell(by_segment, group)
        else:
            cell = truth.cell(name, ("all", "all") if are_of_all else None)
            period = re.search(r", (\w+ 20\d\d|week of .+ 20\d\d)$", name)
            if period:
                yield from day_claims("period", period[1], (cell.row["period_start"], cell.row["period_end"]))
        compared = main(cell)
        yield from _values(((n, cell.row["n"]), (now, cell.row["value"]), (before, compared["value"])))
        if change not in ("steady", "–"):
            yield Claim("change", change, compared["change"])
        assert (change == "steady") == (is_significant(cell) is False)
    note = re.sub(r"Not final.+", "", section.note)
    for name in truth.metrics():
        note = note.replace(name, "")
    columns(note)


def _values(pairs: tuple[tuple[str, float | None], ...]) -> Iterator[Claim]:
    for printed, exact in pairs:
        if printed == "–":
            assert exact is None, exact
        else:
            yield Claim("value", printed, exact)


def too_few(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    """Hidden groups have no number; those below the least number say their n."""
    for fact in section.facts:
        metric, _, kind = fact.label.rpartition(", ")
        assert metric in truth.metrics()
        if kind == "not shown":
            assert not re.search(r"\d", fact.value)
            continue
        for text in fact.value.split("), "):
            found = matched(rf"(?P<group>.+?) \((?P<n>{NUMBER}) answers?\)?", text)
            dimension, value = truth.groups().get(found["group"], ("segment", found["group"].lower()))
            yield Claim("n", found["n"], truth.cell(metric, (dimension, value)).row["n"])
    assert not re.search(r"\d", section.note)


def wordless(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    """What somebody wrote for this digest: no number of ours."""
    yield from ()


BY_TITLE: dict[str, Read] = {
    "": evidence,
    "Why this comes again": wordless,
    r".+, last \d+ \w+": trend,
    r"What moved .+": drivers,
    "Alerts": people.alerts,
    "What people talk about": people.themes,
    r".+ by segment": table,
    "Service": table,
    "What is said elsewhere": table,
    "What customers do": table,
    "Cases": people.cases,
    "Customers at risk": people.accounts,
    "In their words": people.quotes,
    "Actions and their effect": people.actions,
    "Restated since the last digest": people.restated,
    "Too few answers": too_few,
}
