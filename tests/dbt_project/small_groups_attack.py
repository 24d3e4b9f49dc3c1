"""Whoever has everything that is shown, and a solver: what can be found out about the hidden groups?

The unknowns are how many there are on each day in each cell of the table. Each shown number is a sum of them; a group
that has no row is nobody. Does not belong here: what is hidden.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from tests.dbt_project.small_groups import SETS, Company, Group, Period

ROUNDS = 8
Cell = tuple[Group, Period]


def recovered(company: Company, hidden: Collection[Cell], wanted: Collection[Cell], seed: int = 0) -> list[Cell]:
    """Of the wanted cells those whose n is the only whole number that fits everything shown."""
    attack = _Attack(company, set(hidden))
    return attack.run([cell for cell in wanted if cell in company.cells], seed)


class _Attack:
    def __init__(self, company: Company, hidden: set[Cell]) -> None:
        places = sorted({(record.touchpoint, record.segment) for record in company.records})
        days = sorted({record.day for record in company.records})
        last = max([company.today, *(period[2] for period in company.periods)])
        days = [min(days) + timedelta(days=number) for number in range((last - min(days)).days + 1)]
        self._unknowns = {
            (day, *place): index for index, (day, place) in enumerate((day, place) for day in days for place in places)
        }
        self._places = places
        self._company = company
        groups = {group for group, _ in company.cells}
        sums, numbers = [], []
        for group in groups:
            for period in company.periods:
                if period[0] in SETS[group[0]] and (group, period) not in hidden:
                    sums.append(self._members(group, period))
                    numbers.append(len(company.cells.get((group, period), ())))
        for index in (self._unknowns[day, *place] for day in days if day >= company.today for place in places):
            sums.append([index])
            numbers.append(0)
        rows = np.repeat(np.arange(len(sums)), [len(members) for members in sums])
        columns = np.concatenate([np.asarray(members, dtype=int) for members in sums])
        self._shown = csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(sums), len(self._unknowns)))
        self._numbers = np.asarray(numbers, dtype=float)

    def _members(self, group: Group, period: Period) -> list[int]:
        dimension, first, second = group
        fits = [
            place
            for place in self._places
            if dimension == "all"
            or (dimension == "touchpoint" and place[0] == first)
            or (dimension == "segment" and place[1] == first)
            or place == (first, second)
        ]
        length = (period[2] - period[1]).days + 1
        dates = [period[1] + timedelta(days=number) for number in range(length)]
        return [self._unknowns[day, *place] for day in dates for place in fits if (day, *place) in self._unknowns]

    def run(self, wanted: list[Cell], seed: int) -> list[Cell]:
        if not wanted:
            return []
        rng = np.random.default_rng(seed)
        members = [np.asarray(self._members(*cell), dtype=int) for cell in wanted]
        low = np.asarray([float(len(self._company.cells[cell])) for cell in wanted])
        high = low.copy()
        for _ in range(ROUNDS):
            weights = rng.choice([-1.0, 1.0], len(wanted))
            objective = np.zeros(len(self._unknowns))
            for weight, cell in zip(weights, members, strict=True):
                objective[cell] += weight * rng.random()
            low, high = self._widened(objective, members, low, high)
        for index in np.flatnonzero(high - low < 1 - 1e-6):
            for sign in (1.0, -1.0):
                if high[index] - low[index] < 1 - 1e-6:
                    objective = np.zeros(len(self._unknowns))
                    objective[members[index]] = sign
                    low, high = self._widened(objective, members, low, high)
        return [cell for cell, width in zip(wanted, high - low, strict=True) if width < 1 - 1e-6]

    def _widened(
        self, objective: np.ndarray, members: list[np.ndarray], low: np.ndarray, high: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        # Without a bound a group that no shown number contains would have no maximum.
        bounds = (0, 2 * len(self._company.records) + 9)
        found = linprog(objective, A_eq=self._shown, b_eq=self._numbers, bounds=bounds, method="highs")
        assert found.status == 0, found.message
        values = np.asarray([found.x[cell].sum() for cell in members])
        return np.minimum(low, values), np.maximum(high, values)
