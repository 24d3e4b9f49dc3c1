"""From counted cells to the rows of truth/metrics: what each metric makes of them, written down a second time."""

from pathlib import Path
from typing import Any

from tests.sample_company import recount, recount_metrics, recount_states
from tests.sample_company.recount import ASKED, Served

KEYS = ("metric", "period_type", "period_start", "dimension", "dimension_value")
EXCLUDED = tuple(f"excluded_{reason}" for reason in recount_metrics.REASONS)


def _net(cell: dict[str, Any]) -> float:
    return 100 * (cell["positive"] - cell["negative"]) / cell["n"]


def _share(cell: dict[str, Any]) -> float:
    return 100 * cell["positive"] / cell["n"]


def _mean(cell: dict[str, Any]) -> float:
    return cell["value_sum"] / cell["n"]


def _total(cell: dict[str, Any]) -> float:
    return cell["value_sum"]


# metric -> (cells of, value of one cell, which of positive, negative and the sum the truth states)
_BOTH, _FIRST, _SUM = ("positive", "negative", "value_sum"), ("positive",), ("value_sum",)
METRICS = {
    "nps": ("nps", _net, _BOTH),
    "csat": ("csat", _share, _BOTH),
    "csat_mean": ("csat", _mean, _BOTH),
    "ces": ("ces", _mean, _BOTH),
    "ces_share": ("ces", _share, _BOTH),
    "cli": ("cli", _mean, _SUM),
    "support_rating": ("support_rating", _share, _BOTH),
    "close_the_loop_rate": ("close_the_loop", _share, _FIRST),
    "invitations_sent": ("offer", _total, _SUM),
    **dict.fromkeys(
        ("response_rate", "start_rate", "answer_rate_of_sent", "completed_of_sent"), ("offer", _share, _FIRST)
    ),
    "completion_rate": ("completion", _share, _FIRST),
    **{
        f"{base}_{name}": (base, lambda cell, name=name: cell[name], _SUM)
        for base in ("first_reply", "first_resolution", "full_resolution")
        for name in ("median", "p90")
    },
    "session_length_median": ("session_length", lambda cell: cell["median"], _SUM),
    "unreplied_share": ("unreplied", _share, _FIRST),
    "open_share": ("open_ticket", _share, _FIRST),
    "reopen_rate_7d": ("reopened_7d", _share, _FIRST),
    "reopen_rate_30d": ("reopened_30d", _share, _FIRST),
    "contact_rate": ("contact", _share, _FIRST),
    "retention_rate": ("retention", _share, _FIRST),
    "churn_rate": ("churn", _share, _FIRST),
    "mrr": ("recurring", _total, _SUM),
    "active_subscriptions": ("running", _total, _SUM),
    "cancelled_subscriptions": ("cancelled", _total, _SUM),
    "failed_payment_rate": ("failed_payment", _share, _FIRST),
    "repeat_purchase_rate": ("repeat_purchase", _share, _FIRST),
    "active_days": ("active_days", _mean, _SUM),
    "sessions_per_customer": ("sessions", _mean, _SUM),
    "net_sentiment": ("sentiment", _net, ("positive", "negative")),
}


def everything(company: Path, served: Served) -> dict[tuple[str, ...], dict[str, Any]]:
    """The rows of truth/metrics by key, counted from the served records and the files of events."""
    calls, times = recount.usage(company / "segment")
    component = recount.identities(served, calls)
    now = recount_metrics.now_of(company)
    periods = recount_metrics.Periods(now)
    things = [
        *recount_metrics.surveyed(recount.answers(served), component),
        *recount_metrics.helped(served, component, now),
        *recount_metrics.looped(recount.answers(served), served, component, now),
        *recount_metrics.told(served, component, ASKED),
        *recount_metrics.sessions(times, component),
        *recount_states.paid(served, component, now),
    ]
    found = recount_metrics.cells(things, periods)
    days = {recount_metrics.day_of(thing.at) for thing in things}
    found |= recount_states.states(served, component, times, days, periods)
    made: dict[tuple[str, ...], dict[str, Any]] = {}
    for metric, (base, formula, stated) in METRICS.items():
        for key, cell in found.items():
            if key[0] == base:
                made[metric, *key[1:]] = {
                    "n": cell["n"],
                    "respondents": cell["respondents"],
                    "value": formula(cell) if cell["n"] else None,
                    **{name: cell[name] if name in stated else None for name in ("positive", "negative", "value_sum")},
                    **{name: cell.get(name, 0) for name in EXCLUDED},
                }
    return made
