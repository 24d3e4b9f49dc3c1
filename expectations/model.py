"""The vocabulary of a gate: rules, measurements, findings. Plain data, no I/O and no slow import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rule:
    """A measured number and the closed range it has to lie in.

    `meaning` completes the sentence "<subject>: <observed> ..." and `remedy` says what a person does next.
    A rule that is not `blocking` is reported and stops nothing.
    """

    name: str
    meaning: str
    remedy: str
    minimum: float | None = None
    maximum: float | None = None
    is_blocking: bool = True


@dataclass(frozen=True)
class Measurements:
    """One suite's frame: a row per subject (a table), a number per rule; None where a rule does not apply."""

    suite: str
    rules: Sequence[Rule]
    rows: Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True)
class Finding:
    """One rule judged for one subject."""

    suite: str
    subject: str
    rule: Rule
    observed: float
    is_passed: bool

    @property
    def sentence(self) -> str:
        """What was observed and, when it failed, what to do about it. Holds counts only."""
        text = f"{self.suite}.{self.subject}: {self.observed:g} {self.rule.meaning}"
        return text if self.is_passed else f"{text}. {self.rule.remedy}"


@dataclass(frozen=True)
class GateResult:
    """Every finding of one gate run, and the checks that could not be evaluated (which says nothing about the data)."""

    findings: Sequence[Finding] = ()
    broken: Sequence[str] = field(default=())

    @property
    def passed(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_passed]

    @property
    def failed(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_passed]

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.failed if finding.rule.is_blocking]

    def of(self, suite: str, subject: str) -> list[Finding]:
        """The findings about one table."""
        return [finding for finding in self.findings if (finding.suite, finding.subject) == (suite, subject)]
