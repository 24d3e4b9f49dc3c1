"""A reconciliation in plain words: one sentence, remarks, and the rows of its tables.

Does not belong here: what each step is called and means (reasons.py), the command (cli/reconcile.py), page.py.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from orchestration.lib.driver_words import shown, signed
from orchestration.lib.periods import said
from orchestration.lib.reconciliation import Counts, Reconciliation
from orchestration.lib.reconciliation.reading import Found
from orchestration.lib.reconciliation.reasons import REASONS

SHORT_NAME = 4  # nps, csat, ces: known by their letters.
TOOLS = {"typeform": "Typeform", "zendesk": "Zendesk"}


COUNTS = {"n": "answers counted", "positive": "positive", "neutral": "neutral", "negative": "negative"}


def title(found: Found) -> str:
    """`NPS of March 2026, survey FNPS0001`."""
    name = found.definition.metric
    name = name.upper() if len(name) <= SHORT_NAME else found.definition.title
    return f"{name} of {_period(found)}{f', survey {found.survey}' if found.survey else ''}"


def sentence(found: Found) -> str:
    """What the tool would show, what is published, and why they differ."""
    whole = found.whole
    if whole.is_withheld:
        return "Not shown: there are too few answers in it, in a group beside it, or in a step on the way."
    would = f"{tool(found)} would show {number(found, whole.tool)}"
    says = f"{'the months of voc_metrics together say' if found.parts else 'voc_metrics says'} "
    says += number(found, whole.published)
    if not whole.is_closed:
        return f"{would}; {says}. {gap_words(found)}"
    if not whole.steps:
        return f"{would}, and so {'do the months of voc_metrics together' if found.parts else 'does voc_metrics'}."
    reasons = ", ".join(step_words(found, step.reason, step.change.n) for step in whole.steps)
    return f"{would}; {says}, because: {reasons}."


def remarks(found: Found) -> list[str]:
    """What else a reader who compares the two has to know."""
    lines = []
    if unanswered := found.whole.unanswered:
        lines.append(f"Left unanswered, so counted on neither side: {unanswered:,}.")
    if not found.whole.is_withheld and not found.whole.periods[-1].is_complete:
        lines.append(f"{_begun(found.period_type, found.whole.periods[-1].start)} is still open: both numbers change.")
    if found.hidden and not found.whole.is_withheld:
        months = ", ".join(said(found.period_type, start) for start in found.hidden)
        lines.append(f"Left out, since too few answered to show it: {months}.")
    return lines


def gap_words(found: Found) -> str:
    """By how many answers it does not close, and which."""
    gaps = {gap.measure: gap for gap in found.whole.gaps}
    by = []
    if "n" in gaps:
        difference = int(gaps["n"].here or 0) - int(gaps["n"].published or 0)
        by = [f"by {abs(difference):,} answer{'' if abs(difference) == 1 else 's'}"]
    named = ", ".join(
        f"{_measure(gap.measure)} {_plain(gap.here)} here and {_plain(gap.published)} in voc_metrics"
        for gap in gaps.values()
    )
    words = " ".join(["It does not close", *by])
    return f"{words}: {named}. The facts are newer than the metrics, or the other way round: `voc run` makes both."


def step_words(found: Found, reason: str, change: int) -> str:
    """`9 test answers`."""
    words = REASONS[reason]
    return f"{abs(change):,} {(words.one if abs(change) == 1 else words.several).format(zone=found.time_zone)}"


def step_name(reason: str) -> str:
    return REASONS[reason].name


def meaning(found: Found, reason: str) -> str:
    return REASONS[reason].meaning.format(zone=found.time_zone)


def tool(found: Found) -> str:
    """`The survey tool (Typeform)`; of several, that they are added up."""
    names = [TOOLS.get(source, source) for source in found.sources]
    return f"The survey tool ({names[0]})" if len(names) == 1 else f"The survey tools ({' and '.join(names)}) together"


def number(found: Found, counts: Counts) -> str:
    """`21.0 (n = 214)`."""
    return f"{value(found, counts)} (n = {counts.n:,})"


def value(found: Found, counts: Counts) -> str:
    return "no value" if not counts.n else shown(counts.value(found.whole.formula), found.definition.decimals)


def rows(found: Found) -> list[list[str]]:
    """Step, answers, n, value: a line the tool, a line a step, a line what is published."""
    whole = found.whole
    steps = [
        [step_name(step.reason), signed(step.change.n, 0), f"{step.left.n:,}", value(found, step.left)]
        for step in whole.steps
    ]
    return [
        ["Shown by the survey tool", "", f"{whole.tool.n:,}", value(found, whole.tool)],
        *steps,
        ["Published in voc_metrics", "", f"{whole.published.n:,}", value(found, whole.published)],
    ]


def part_rows(found: Found) -> list[list[str]]:
    """Period, the tool's n and value, the published ones, what makes the difference; a line a period."""
    return [
        [
            _begun(found.period_type, part.periods[0].start),
            f"{part.tool.n:,}",
            value(found, part.tool),
            f"{part.published.n:,}",
            value(found, part.published),
            _because(found, part),
        ]
        for part in found.parts
    ]


def _because(found: Found, part: Reconciliation) -> str:
    if not part.is_closed:
        return "does not close"
    return ", ".join(step_words(found, step.reason, step.change.n) for step in part.steps) or "the same"


def _period(found: Found) -> str:
    starts = [period.start for period in found.whole.periods]
    if len(starts) == 1:
        return said(found.period_type, starts[0])
    first = said(found.period_type, starts[0], with_year=starts[0].year != starts[-1].year)
    return f"{first} to {said(found.period_type, starts[-1])}"


def _begun(period_type: str, start: date) -> str:
    words = said(period_type, start)
    return f"{words[0].upper()}{words[1:]}"


def _measure(measure: str) -> str:
    return COUNTS.get(measure) or (REASONS[measure].name.lower() if measure in REASONS else measure)


def _plain(number: float | Decimal | None) -> str:
    return "none" if number is None else f"{float(number):,.10g}"
