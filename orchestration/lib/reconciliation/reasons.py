"""The steps of a reconciliation in words: what each is called, what became of the answers, and why.

Does not belong here: sentences made of them (words.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.lib.reconciliation import MOVED_IN, MOVED_OUT, OLDER_ANSWER


@dataclass(frozen=True)
class Reason:
    """A step: its name in a table, what becomes of one answer and of several, and why."""

    name: str
    one: str
    several: str
    meaning: str


REASONS = {
    MOVED_OUT: Reason(
        "Other period here",
        "answer that is of another period in {zone}",
        "answers that are of another period in {zone}",
        "In UTC, by which the tool's days begin, they are of this period. In {zone} they are of the one beside it.",
    ),
    MOVED_IN: Reason(
        "Other period in the tool",
        "answer more, of another period in UTC",
        "answers more, of another period in UTC",
        "In {zone} they are of this period. In UTC, by which the tool's days begin, they are of the one beside it.",
    ),
    "undeclared_scale": Reason(
        "Scale not declared",
        "answer on a scale that nobody declared",
        "answers on a scale that nobody declared",
        "No line of question_versions.csv covers the day, or the tool shows another scale than it says. "
        "The command voc scales proposes the line.",
    ),
    "other_metric": Reason(
        "Measured something else",
        "answer from when the question measured something else",
        "answers from when the question measured something else",
        "On their days question_versions.csv declares the question for another metric. The tool has one question.",
    ),
    "outside_headline": Reason(
        "Outside the headline",
        "answer to a question outside the headline",
        "answers to a question outside the headline",
        "question_versions.csv says that the question does not count in the metric (is_headline).",
    ),
    "nonstandard_scale": Reason(
        "Other scale, outside the headline",
        "answer on another scale than 0-10",
        "answers on another scale than 0-10",
        "An NPS is of a scale from 0 to 10. Another one counts only where question_versions.csv says so.",
    ),
    "test": Reason("Tests", "test answer", "test answers", "Sent with the hidden field test=1: nobody's opinion."),
    "duplicate": Reason(
        "Duplicates",
        "duplicate",
        "duplicates",
        "Several responses to one invitation: the newest counts, a completed one before unfinished ones.",
    ),
    "partial": Reason(
        "Never submitted",
        "answer that was never submitted",
        "answers that were never submitted",
        "Given in a response that was not finished; surveys.csv can say that its survey counts them.",
    ),
    "not_applicable": Reason("Not applicable", "not applicable", "not applicable", "Marked so by the person or tool."),
    "dismissed": Reason("Dismissed", "dismissed", "dismissed", "The question was closed without an opinion."),
    "skipped": Reason("Skipped", "skipped", "skipped", "The question was passed over."),
    "out_of_range": Reason(
        "Off the scale",
        "answer off the scale",
        "answers off the scale",
        "Below or above what question_versions.csv declares: an 11 on a scale to 10 says nothing.",
    ),
    "erased": Reason("Erased", "erased answer", "erased answers", "The person asked to be forgotten."),
    OLDER_ANSWER: Reason(
        "Earlier answers of the same customer",
        "earlier answer of a customer who answered again",
        "earlier answers of customers who answered again",
        "Of a relational survey a customer's newest valid answer of a period counts; the tool counts all.",
    ),
}
