"""Sections about warnings, customers and what is done for them, taken apart beside their marts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.messages.message import Row, Section
from tests.orchestration.digests.reading_texts import DAY, Claim, V, day_claims, matched, only, sentences
from tests.orchestration.digests.truth import NUMBER, Cell, Truth


def alerts(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    rows = truth.ask("select * from marts.alert_episodes where opened_on <= ?", truth.window[2])
    for row in section.rows:
        yield from _alert(row, rows, truth)
    if found := re.fullmatch(rf"And (?P<count>{NUMBER}) more\.", section.note):
        yield Claim("more", found["count"], len(rows) - len(section.rows))


def _alert(row: Row, rows: list[dict], truth: Truth) -> Iterator[Claim]:  # type: ignore[type-arg]
    days = re.findall(r"\d{1,2} \w{3,4} 20\d\d", row.detail)
    name = re.split(r" is | left |: ", row.title)[0]
    metric, group, _ = truth.subject(name)
    mine = [
        each
        for each in rows
        if each["metric"] == metric["metric"] and (each["dimension"], each["dimension_value"]) == group
    ]
    episode = mine[0]
    pattern = (
        rf".+? is (?:back at )?(?P<value>{V}),? (?:(?:above|below|not yet clear of) the )?limit (?:of )?(?P<limit>{V})"
    )
    if found := re.fullmatch(pattern, row.title):
        yield Claim("value", found["value"], episode["last_value"])
        yield Claim("limit", found["limit"], episode["limit_value"])
    elif found := re.fullmatch(rf".+? left its usual level: (?P<value>{V})", row.title):
        yield Claim("value", found["value"], episode["last_value"])
    else:
        assert not re.search(r"\d", row.title), row.title
    expected = [episode["opened_on"]]
    if "acknowledged" in row.detail:
        expected.append(episode["acknowledged_at"].date())
    elif len(days) > 1:
        expected.append(episode["resolved_on"])
    for text, day in zip(days, expected, strict=True):
        yield from day_claims("day", text, (day,))
    assert not re.search(r"\d", re.sub(r"\d{1,2} \w{3,4} 20\d\d|over (?:28|91) days", "", row.detail)), row.detail
    if found := re.fullmatch(rf"Open (?P<days>{NUMBER}) days?", row.badge):
        yield Claim("days", found["days"], (truth.window[2] - episode["opened_on"]).days)
    else:
        assert row.badge in ("New", "Resolved", "Watched"), row.badge


def themes(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    rows = truth.ask(
        "select p.*, d.title from marts.theme_periods as p join marts.dim_themes as d using (theme) "
        "where period_type = ? and period_start = ? and dimension = ? and dimension_value = ?",
        truth.window[0], truth.window[1], *truth.scope,
    )  # fmt: skip
    by = {row["title"]: row for row in rows}
    assert section.table is not None
    for row in section.table.rows:
        title, mentions, share, negative, change = row.cells
        yield Claim("mentions", mentions, by[title]["mentions_count"])
        yield Claim("share", share, by[title]["value"])
        if negative != "–":
            yield Claim("negative", negative, by[title]["negative_share"])
        if change not in ("steady", "–"):
            yield Claim("change", change, by[title]["change"])
    found = matched(rf"Of (?P<count>{NUMBER}) comments?(?:; one can be about several themes)?\.", section.note)
    yield Claim("comments", found["count"], rows[0]["comments_count"])


def cases(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    dimension, group = truth.scope
    where = "true" if dimension == "all" else f"coalesce({dimension}, 'unknown') = '{group}'"
    _, start, end = truth.window
    counts = truth.one(
        f"select sum((opened_on between ? and ?)::int) as opened, "
        f"sum((contacted_at::date between ? and ?)::int) as contacted, "
        f"sum((status in ('open', 'acknowledged'))::int) as open, sum(is_overdue::int) as overdue, "
        f"min(opened_on) filter (where is_overdue) as oldest from marts.cases where {where}",
        start, end, start, end,
    )  # fmt: skip
    by = {fact.label: fact.value for fact in section.facts}
    yield Claim("opened", by.pop("Opened in the period"), counts["opened"])
    yield Claim("contacted", by.pop("Contacted in the period"), counts["contacted"] or 0)
    yield Claim("open", by.pop("Open"), counts["open"])
    overdue, _, oldest = by.pop("Overdue").partition(", the oldest since ")
    yield Claim("overdue", overdue, counts["overdue"])
    if oldest:
        yield from day_claims("oldest", oldest, (counts["oldest"],))
    if loop := by.pop("Detractors contacted within 48 hours", ""):
        found = matched(rf"(?P<share>{V}) of (?P<n>{NUMBER})", loop)
        row = _loop(truth, found["n"])
        yield Claim("share", found["share"], row["value"])
        yield Claim("n", found["n"], row["n"])
    assert not by


def _loop(truth: Truth, n: str) -> dict:  # type: ignore[type-arg]
    """Of the scope where the metric knows it, else of all."""
    for group in dict.fromkeys((truth.scope, ("all", "all"))):
        rows = truth.ask(
            "select * from marts.voc_metrics "
            "where metric = 'close_the_loop_rate' and dimension = ? and dimension_value = ? "
            "and period_type = ? and period_start = ?", *group, truth.window[0], truth.window[1],
        )  # fmt: skip
        if rows:
            return rows[0]
    raise AssertionError(n)


def accounts(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    """In their order: those who pay most, at risk or detractors of the last 91 days."""
    dimension, group = truth.scope
    where = "true" if dimension == "all" else f"coalesce(v.{dimension}, 'unknown') = '{group}'"
    rows = truth.ask(
        "select *, h.customer_key as key "
        "from marts.customer_health as h join marts.customer_voice as v using (customer_key) "
        f"where h.is_subscribed and v.mrr_eur > 0 and {where} "
        "and (h.band = 'at_risk' or v.nps_latest_category = 'negative' "
        "and v.nps_latest_at >= ?::date - 91) order by v.mrr_eur desc, h.score, key limit 5",
        truth.window[2],
    )
    names = {
        row["customer_key"]: row["full_name"]
        for row in truth.ask("select customer_key, full_name from restricted.customer_contacts", of_warehouse=True)
    }
    for shown, row in zip(section.rows, rows, strict=True):
        assert shown.title in (names.get(row["key"]), f"Customer {row['key'][:8]}")
        detail = matched(
            rf"(?:\D+ · )?pays (?P<mrr>{NUMBER}) EUR a month(?: · health (?P<score>{NUMBER}) of 100"
            rf"(?:, (?P<change>{NUMBER}) in a month)?)?",
            shown.detail,
        )
        note = matched(
            rf"(?:NPS (?P<nps>{NUMBER}) of 10 on (?P<day>{DAY})\. ?)?(?:Costs most health: \w+\.)?", shown.note
        )
        yield Claim("mrr", detail["mrr"], row["mrr_eur"])
        if detail["score"]:
            yield Claim("score", detail["score"], row["score"])
        if detail["change"]:
            yield Claim("change", detail["change"], row["score_change"])
        if note["nps"]:
            yield Claim("nps", note["nps"], row["nps_latest_score"])
            yield from day_claims("day", note["day"], (row["nps_latest_at"].date(),))
    assert not re.search(r"\d", section.note)


def quotes(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    _, start, end = truth.window
    for quote in section.quotes:
        rows = truth.ask(
            "select score, said_on from restricted.comments "
            "where said_on = ? and is_shareable and coalesce(language, '') = ? "
            "and left(comment_text, 8) = ?", quote.said_on, quote.language or "", quote.text[:8], of_warehouse=True,
        )  # fmt: skip
        assert start <= quote.said_on <= end
        scores = [row["score"] for row in rows if quote.score and Claim("score", quote.score, row["score"]).holds]
        assert rows, quote
        if quote.score:
            yield Claim("score", quote.score, scores[0] if scores else None)
    for text in sentences(section.note):
        found = matched(
            rf"(?P<count>{NUMBER}) of (?P<n>{NUMBER}) (?:(?P<metric>\w+) answers were dissatisfied"
            r"|NPS answers came from detractors)\.",
            text,
        )
        row = truth.cell(found["metric"] or "NPS").row
        yield Claim("unhappy", found["count"], row["negative_count"])
        yield Claim("n", found["n"], row["n"])


def actions(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    rows = {row["title"]: row for row in truth.ask("select * from marts.action_effects")}
    for shown in section.rows:
        row = rows[shown.title]
        if found := re.search(rf"(done|due) ({DAY})$", shown.detail):
            day = row["finished_on"] if found[1] == "done" else row["deadline_on"]
            yield from day_claims("day", found[2], (day,))
        if re.search(r"\d", shown.note):
            found = matched(
                rf".+?: (?P<before>{V}) before, (?P<after>{V}) after; (?:(?P<effect>{V}) beside the other groups "
                rf"\(95% interval (?P<low>{V}) to (?P<high>{V})\)"
                r"|no effect beyond chance is seen|there is nothing .+)\.",
                shown.note,
            )
            yield Claim("before", found["before"], row["before_value"])
            yield Claim("after", found["after"], row["after_value"])
            if found["effect"]:
                yield Claim("effect", found["effect"], row["effect"])
                yield Claim("low", found["low"], row["effect_low"])
                yield Claim("high", found["high"], row["effect_high"])
    yield from _after_actions(section.note, truth, rows)


def _after_actions(note: str, truth: Truth, rows: dict) -> Iterator[Claim]:  # type: ignore[type-arg]
    for title, row in rows.items():
        if found := re.search(
            rf"(?P<count>{NUMBER}) customers? (?:is|are) to be told that this is done: {re.escape(title)}\.", note
        ):
            yield Claim("to tell", found["count"], row["customers_to_tell_count"])
            note = note.replace(found[0], "")
    if found := re.search(
        rf"Most is at stake here: (?P<group>.+?), (?P<count>{NUMBER}) unhappy of (?P<of>{NUMBER}) answers in 91 days\.",
        note,
    ):
        row = truth.one(
            "select * from marts.action_priorities where touchpoint = ? and theme is null",
            truth.groups()[found["group"]][1],
        )
        yield Claim("unhappy", found["count"], row["negative_count"])
        yield Claim("of", found["of"], row["answers_count"])
        note = note.replace(found[0], "")
    assert not re.search(r"\d", note), note


def restated(section: Section, truth: Truth, lead: Cell | None) -> Iterator[Claim]:
    """Each number of then and of now is one of metric_history's states of the period; reasons are counts of them."""
    for shown in section.rows:
        name, _, period = shown.title.rpartition(", ")
        metric, group, _ = truth.subject(name)
        found = matched(
            rf"Then (?P<then>{V}) \(n (?P<then_n>{NUMBER})\), now (?P<now>{V}) \(n (?P<now_n>{NUMBER})\)", shown.detail
        )
        states = truth.ask(
            "select * from marts.metric_history "
            "where metric = ? and period_type = ? and dimension = ? and dimension_value = ? "
            "order by period_start, known_from", metric["metric"], truth.window[0], *group,
        )  # fmt: skip
        starts = [
            row["period_start"]
            for row in states
            if len([s for s in states if s["period_start"] == row["period_start"]]) > 1
        ]
        day = next(start for start in starts if f" {start.day} " in f" {period} " and str(start.year) in period)
        yield from day_claims("period", period, (day,))
        mine = [row for row in states if row["period_start"] == day]
        yield Claim("then", found["then"], mine[0]["value"])
        yield Claim("then n", found["then_n"], mine[0]["n"])
        yield Claim("now", found["now"], mine[-1]["value"])
        yield Claim("now n", found["now_n"], mine[-1]["n"])
        for count, what in re.findall(
            rf"({NUMBER}) (?:answers? came )?(late|was edited|were edited|was deleted|were deleted)", shown.note
        ):
            column = {"late": "late", "edited": "edited", "deleted": "deleted"}[what.split()[-1]]
            yield Claim("changes", count, only(mine[0][f"{column}_count"]))
