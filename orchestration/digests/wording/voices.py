"""What people talk about, and what they wrote: balanced, masked, the shortest that say something left behind.

Quotes are in proportion to what was written, not only the angry ones: at least one of each kind that there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from orchestration.digests.facts import Facts, Measure, Theme, Voice
from orchestration.digests.wording import amounts, names
from orchestration.language import say, say_count, title
from orchestration.language.numbers import measured, number, trimmed
from orchestration.messages.masking import Known, mask
from orchestration.messages.message import Quote, Section, Table, TableRow, Tone
from orchestration.subscriptions.model import Scope

QUOTES = 5
LONGEST = 280
TELLING = 140  # Characters from which more words say no more.
FEWEST_WORDS = 3
TONES = {"negative": Tone.BAD, "neutral": Tone.PLAIN, "positive": Tone.GOOD}


def themes(facts: Facts) -> Section:
    if not facts.themes:
        return Section("")
    columns = (say("Theme"), say("Comments"), say("Share"), say("Of these unhappy"), say("Change"))
    rows = tuple(_theme(each) for each in facts.themes)
    said = say_count(
        facts.themes[0].comments,
        "Of {count} comment.",
        "Of {count} comments; one can be about several themes.",
        count=number(facts.themes[0].comments, 0),
    )
    return Section(say("What people talk about"), table=Table(columns, rows), note=said)


def quotes(facts: Facts) -> Section:
    found = tuple(balanced(facts))
    said = [_unhappy(each) for each in facts.unhappy]
    return Section(say("In their words"), quotes=found, note=" ".join(said)) if found or said else Section("")


def balanced(facts: Facts) -> Iterator[Quote]:
    """In the order of the scores: the unhappy ones first."""
    by = {category: [voice for voice in facts.voices if voice.category == category] for category in TONES}
    shares = quotas({category: len(found) for category, found in by.items()}, QUOTES)
    texts: set[str] = set()
    for category, found in by.items():
        yield from islice(_telling(facts, found, texts), shares[category])


def quotas(counts: dict[str, int], most: int) -> dict[str, int]:
    """So many of each category, in proportion, at least one of each that there is, `most` in all."""
    total = sum(counts.values())
    if not total:
        return dict.fromkeys(counts, 0)
    given = {name: min(1, count) for name, count in counts.items()}
    while sum(given.values()) < min(most, total):
        wanting = [name for name in counts if given[name] < counts[name]]
        # To whom most is missing of what would be in proportion.
        name = max(wanting, key=lambda each: most * counts[each] / total - given[each])
        given[name] += 1
    return given


def _telling(facts: Facts, voices: Sequence[Voice], texts: set[str]) -> Iterator[Quote]:
    """Masked ones, those first that say more, each touchpoint in turn; none whose text is among `texts` already."""
    masked = [(voice, _masked(voice)) for voice in voices]
    said = [(voice, text) for voice, text in masked if len(text.split()) >= FEWEST_WORDS]
    said.sort(key=lambda each: -min(len(each[1]), TELLING))
    seen: dict[str | None, int] = {}
    turns = []
    for place, (voice, text) in enumerate(said):
        turns.append((seen.get(voice.touchpoint, 0), place, voice, text))
        seen[voice.touchpoint] = seen.get(voice.touchpoint, 0) + 1
    for _, _, voice, text in sorted(turns, key=lambda turn: turn[:2]):
        if text.casefold() in texts:
            continue
        texts.add(text.casefold())
        yield Quote(text, voice.said_on, voice.language, _source(facts, voice), _score(voice), TONES[voice.category])


def _masked(voice: Voice) -> str:
    known = Known.of(*voice.names)
    return mask(voice.text, known, country=voice.country, language=voice.language, longest=LONGEST)


def _source(facts: Facts, voice: Voice) -> str:
    if voice.channel == "review":
        return say("Review")
    return names.group_name(facts, Scope("touchpoint", voice.touchpoint)) if voice.touchpoint else say("Survey")


def _score(voice: Voice) -> str:
    return "" if voice.score is None else trimmed(voice.score, 1)


def _unhappy(measure: Measure) -> str:
    count, of = number(measure.negative_count or 0, 0), number(measure.n or 0, 0)
    if measure.metric.metric == "nps":
        return say("{count} of {of} NPS answers came from detractors.", count=count, of=of)
    name = names.metric_name(measure.metric)
    return say("{count} of {of} {metric} answers were dissatisfied.", count=count, of=of, metric=name)


def _theme(theme: Theme) -> TableRow:
    is_real = theme.is_significant is True
    moved = say("steady") if theme.is_significant is False else amounts.NOTHING
    if theme.is_significant and theme.change is not None:
        metric = amounts.SHARES
        moved = amounts.amount(metric, theme.change, amounts.least(metric, theme.change), is_signed=True)
    cells = (
        title(theme.title),
        number(theme.mentions, 0),
        _percent(theme.share),
        amounts.NOTHING if theme.negative_share is None else _percent(theme.negative_share),
        moved,
    )
    return TableRow(cells, is_strong=is_real)


def _percent(value: float) -> str:
    return measured(value, "percent", amounts.least(amounts.SHARES, value))
