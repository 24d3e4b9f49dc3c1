"""Drivers in plain sentences. A change inside normal variation is steady, and nothing is named as its reason.

Does not belong here: reading (drivers.py), tables (cli/drivers.py), charts (plots/drivers.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.lib.drivers import Change, Effect, KeyDriver
from orchestration.lib.periods import said

NAMED_GROUPS = 3
WORTH_NAMING = 0.1  # Of the change: smaller effects stay in the table.
OF_ANSWERS = ("nps", "csat", "ocs", "ces", "cli", "support_rating")
# Name, unit and decimals of each candidate of nps_key_drivers.
CANDIDATES = {
    "csat": ("CSAT", "", 1),
    "ces": ("CES", "", 1),
    "tickets": ("Tickets", "", 2),
    "reopened_tickets": ("Reopened tickets", "", 2),
    "first_reply_hours": ("First reply", " h", 1),
    "failed_payments": ("Failed payments", "", 2),
    "orders": ("Orders", "", 1),
    "tenure_days": ("Tenure", " days", 0),
    "active_days": ("Active days", "", 1),
    "sessions": ("Sessions", "", 1),
    "review_rating": ("Review rating, 0 to 100", "", 0),
}


def change_sentences(change: Change) -> list[str]:
    """What happened, and where it comes from if it is more than chance."""
    now = said(change.period_type, change.start)
    before = said(change.period_type, change.previous_start, with_year=change.previous_start.year != change.start.year)
    interval = ""
    if change.low is not None and change.high is not None:
        interval = f", 95 % interval {signed(change.low, change.decimals)} to {signed(change.high, change.decimals)}"
    values = f"{shown(change.previous_value, change.decimals)} to {shown(change.value, change.decimals)}"
    alone = []
    if len(change.effects) == 1:
        others = ", ".join(name for name in change.dimensions if name != change.dimension)
        alone = [
            f"There is one {change.dimension} only, which explains nothing. Others: --by {others}." if others else ""
        ]
    if not change.is_significant:
        return [
            f"{change.title} is steady: {values} from {before} to {now} is within normal variation "
            f"(change {signed(change.difference, change.decimals)}{interval}).",
            *_moved_in_spite(change),
            *alone,
        ]
    verb = "rose" if change.difference > 0 else "fell"
    named = ", ".join(_effect_words(change, effect) for effect in _worth_naming(change))
    return [
        f"{change.title} {verb} {shown(abs(change.difference), change.decimals)} from {before} to {now}"
        f"{': ' if named else ''}{named}.",
        f"It went from {values}{interval}, n {change.previous_n:,} and {change.n:,}. {_clear_groups(change)}",
        *alone,
    ]


def key_driver_sentences(drivers: Sequence[KeyDriver]) -> list[str]:
    """Which candidates tell promoters from detractors, which do not, and of which too little is known."""
    if not drivers:
        return ["Nobody who is known answered the NPS question in the last 365 days."]
    clear = [driver for driver in drivers if driver.is_significant]
    unclear = [driver for driver in drivers if driver.is_significant is False]
    few = [driver for driver in drivers if driver.not_tested_because == "too_few"]
    lines = [
        f"Of {drivers[0].respondents:,} customers with an NPS answer in the last 365 days, by the 90 days before it:"
    ]
    if clear:
        lines.append(f"Promoters and detractors clearly differ in {_listed(clear, with_means=True)}.")
    else:
        lines.append("Nothing tells promoters from detractors more than chance would.")
    if unclear:
        lines.append(f"No clear difference: {_listed(unclear)}.")
    if few:
        lines.append(f"Too few promoters or detractors to tell: {_listed(few)}.")
    lines.append("This is what goes together; it does not show what causes what.")
    return lines


def driver_name(driver: KeyDriver) -> str:
    """`CSAT (billing)`."""
    name = CANDIDATES.get(driver.driver, (driver.driver.replace("_", " ").capitalize(), "", 1))[0]
    return name if driver.touchpoint == "all" else f"{name} ({driver.touchpoint})"


def measured(driver: KeyDriver, number: float | None) -> str:
    """A mean with the decimals and the unit of its driver."""
    _, unit, decimals = CANDIDATES.get(driver.driver, ("", "", 1))
    return "-" if number is None else f"{number:.{decimals}f}{unit}"


def shown(number: float | None, decimals: int) -> str:
    return "-" if number is None else f"{number:.{decimals}f}"


def signed(number: float | None, decimals: int) -> str:
    """With its sign; what rounds to nothing has none."""
    if number is None:
        return "-"
    return f"{number:.{decimals}f}".lstrip("-") if round(number, decimals) == 0 else f"{number:+.{decimals}f}"


def _worth_naming(change: Change) -> list[Effect]:
    least = WORTH_NAMING * abs(change.difference)
    return [effect for effect in change.effects if abs(effect.total) >= least][:NAMED_GROUPS]


def _effect_words(change: Change, effect: Effect) -> str:
    reason = _reason(change, effect)
    return f"{effect.group.capitalize()} {signed(effect.total, change.decimals)}{f' ({reason})' if reason else ''}"


def _reason(change: Change, effect: Effect) -> str:
    """The larger of the two effects in words."""
    if effect.rate is None or effect.mix is None or effect.group == "in several groups":
        return ""
    if abs(effect.rate) >= abs(effect.mix):
        what = "scores" if change.metric.startswith(OF_ANSWERS) else "values"
        return f"{'higher' if effect.rate > 0 else 'lower'} {what}"
    what = "answers there" if change.metric.startswith(OF_ANSWERS) else "of the cases"
    return f"{'more' if (effect.n or 0) * change.previous_n > (effect.previous_n or 0) * change.n else 'fewer'} {what}"


def _clear_groups(change: Change) -> str:
    clear = [effect.group for effect in change.effects if effect.is_significant]
    if not clear:
        return f"No single {change.dimension} changed by more than chance."
    return f"By more than chance changed: {', '.join(clear)}."


def _moved_in_spite(change: Change) -> list[str]:
    clear = [effect for effect in change.effects if effect.is_significant and effect.value is not None]
    if not clear:
        return []
    return [f"{_clear_groups(change)} Together the groups cancel out."]


def _listed(drivers: Sequence[KeyDriver], *, with_means: bool = False) -> str:
    if not with_means:
        return ", ".join(driver_name(driver) for driver in drivers)
    return "; ".join(
        f"{driver_name(driver)}, {measured(driver, driver.promoters_mean)} "
        f"against {measured(driver, driver.detractors_mean)}"
        for driver in drivers
    )
