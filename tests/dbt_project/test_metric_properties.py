"""What holds for the metrics of any answers: neither their order nor repeated delivery matters."""

from __future__ import annotations

import random
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dbt_project.expressions import compiled
from tests.dbt_project.in_memory import InMemory
from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.vendor_records import RELATIONSHIP, SUPPORT, response

LOADS = 4
COUNTS = "select * exclude (window_fingerprint) from intermediate.int_metric_counts order by counts_key"
METRICS = "select * exclude (as_of_at) from marts.voc_metrics order by voc_metric_key"
NPS = (
    "select period_type, period_start, abs(100.0 * (positive_count - negative_count) / nullif(n, 0)) "
    "from intermediate.int_metric_counts where observations = 'nps' and dimension = 'all'"
)

people = st.one_of(st.none(), st.sampled_from([f"p{number}@mail.example" for number in range(4)]))
answers = st.builds(
    dict,
    form=st.sampled_from(["FNPS0001", "FCST0001"]),
    # Hours, so that two answers of a person may fall on one instant, and on both sides of a week's or month's end.
    days=st.integers(-60 * 24, 25 * 24).map(lambda hours: hours / 24),
    score=st.one_of(st.none(), st.integers(0, 11)),
    person=people,
    segment=st.sampled_from(["smb", "enterprise"]),
    test=st.sampled_from(["0", "0", "0", "1"]),
)


@pytest.fixture(scope="module")
def pipeline(first_build: RawWarehouse) -> InMemory:
    return InMemory(first_build.path, "typeform", "voc_metrics")


def record(number: int, answer: dict[str, Any]) -> dict[str, Any]:
    question = "nps" if answer["form"] == "FNPS0001" else "csat"
    scores = {} if answer["score"] is None else {question: answer["score"]}
    known = {} if answer["person"] is None else {"email": answer["person"]}
    return response(
        f"r{number:03}", answer["form"], answer["days"], scores, segment=answer["segment"], test=answer["test"], **known
    )


def loads(*parts: list[dict[str, Any]]) -> list[dict[str, list[Any]]]:
    """The forms and the parts, one load each, filled up so that every test reads to the same day."""
    filled = [*parts, *([[]] * (LOADS - len(parts)))]
    return [
        {"forms": [RELATIONSHIP, SUPPORT] if number == 0 else [], "responses": part}
        for number, part in enumerate(filled)
    ]


@settings(max_examples=8, deadline=None)
@given(st.lists(answers, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_order_duplicates_and_repeated_delivery_change_no_metric(
    pipeline: InMemory, given_answers: list[dict[str, Any]], rng: random.Random
) -> None:
    records = [record(number, answer) for number, answer in enumerate(given_answers)]
    # The counts as well: in small companies most of the mart is hidden.
    counted, published = pipeline.run(loads(records), "typeform", COUNTS, METRICS)
    assert counted
    again: list[list[dict[str, Any]]] = [[] for _ in range(LOADS)]
    for each in records:
        again[rng.randrange(LOADS)].append(each)
    for part in again:
        part += rng.choices(records, k=5)
        rng.shuffle(part)
    assert pipeline.run(loads(*again), "typeform", COUNTS, METRICS) == [counted, published]


@settings(max_examples=8, deadline=None)
@given(st.lists(answers, min_size=1, max_size=30), st.integers(7, 8))
def test_another_passive_never_raises_the_absolute_nps(
    pipeline: InMemory, given_answers: list[dict[str, Any]], score: int
) -> None:
    records = [record(number, {**answer, "form": "FNPS0001"}) for number, answer in enumerate(given_answers)]
    passive = record(999, {**given_answers[0], "form": "FNPS0001", "score": score, "person": None, "test": "0"})
    (before,) = pipeline.run(loads(records), "typeform", NPS)
    (after,) = pipeline.run(loads([*records, passive]), "typeform", NPS)
    then, now = ({tuple(window): value for *window, value in rows} for rows in (before, after))
    assert len(now) >= len(then) > 0
    for window, value in then.items():
        assert value is None or now[window] <= value


@pytest.fixture(scope="module")
def normalised(first_build: RawWarehouse) -> str:
    macros = {"score": "{{ normalised_score('a', 'low', 'high', 'direction') }}"}
    return compiled(first_build.path, macros)["score"]


@settings(max_examples=200, deadline=None)
@given(st.integers(-10, 10), st.integers(1, 100), st.sampled_from(["high", "low"]), st.data())
def test_normalised_scales_keep_order(
    normalised: str, low: int, width: int, direction: str, data: st.DataObject
) -> None:
    one, other = sorted(data.draw(st.tuples(*[st.integers(low, low + width)] * 2)))
    scores = duckdb.execute(
        f"select {normalised} from (values (?), (?), (?), (?)) as t (a), (select ? as low, ? as high, ? as direction)",
        [one, other, low, low + width, low, low + width, direction],
    ).fetchall()
    first, second, bottom, top = (
        float(score) for (score,) in (scores if direction == "high" else [scores[1], scores[0], scores[3], scores[2]])
    )
    assert first <= second
    assert (first == second) == (one == other)
    assert (bottom, top) == (0, 100)
