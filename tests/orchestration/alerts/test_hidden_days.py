"""Days of groups that are too small to be shown: nothing is concluded from their silence."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from orchestration.alerts.series import carried, panels

FIRST = date(2026, 1, 1)


def rows(days: dict[int, bool]) -> pd.DataFrame:
    """`days`: by number of the day whether its group is hidden."""
    return pd.DataFrame(
        [
            {
                "metric": "csat",
                "period_type": "day",
                "period_end": FIRST + timedelta(days=number),
                "dimension": "touchpoint",
                "dimension_value": "billing",
                "is_complete": True,
                "is_suppressed": is_hidden,
                "n": 3.0,
            }
            for number, is_hidden in days.items()
        ]
    )


def test_a_day_without_answers_is_as_hidden_as_the_day_before_it() -> None:
    panel = panels(rows({0: False, 2: True, 5: False}), ["n"], every_day=True)["csat", "touchpoint"]
    assert panel.is_hidden[:, 0].tolist() == [False, False, True, True, True, False]


def test_what_was_never_known_stays_as_it_is() -> None:
    values = np.array([[False], [True], [False]])
    assert carried(values, np.array([[False], [True], [False]]))[:, 0].tolist() == [False, True, True]
