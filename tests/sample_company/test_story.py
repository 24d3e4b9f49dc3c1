"""What the simulated business is for: an incident that can be seen, churn with a cause, five languages."""

import json
from datetime import date

import duckdb
import pytest

from sample_company import generate
from sample_company.calendar import calendar_for
from sample_company.life import live


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    company = generate(tmp_path_factory.mktemp("story") / "company", customers=3_000, months=5)
    db = duckdb.connect()
    for name in ("answers", "metrics", "customers"):
        db.execute(f"create view {name} as select * from '{company}/truth/{name}.parquet'")
    weeks = json.loads((company / "truth" / "incident.json").read_text())["week_starts"]
    db.execute(f"create table incident as select unnest({weeks})::date as week")
    return db


def test_support_collapses_in_the_known_weeks_and_nothing_else_does(story: duckdb.DuckDBPyConnection) -> None:
    query = """
        select metric, sum(positive) / sum(n) from metrics
        where period_type = 'week' and dimension = 'touchpoint' and dimension_value {which}
            and period_start {when} (select week from incident) group by metric order by metric
    """
    worse = dict(story.execute(query.format(which="= 'support'", when="in")).fetchall())
    usual = dict(story.execute(query.format(which="= 'support'", when="not in")).fetchall())
    other = dict(story.execute(query.format(which="<> 'support'", when="in")).fetchall())
    for metric in ("csat", "ces"):
        assert worse[metric] < usual[metric] - 0.25
        assert other[metric] > worse[metric] + 0.25


def test_those_who_left_had_been_less_content(story: duckdb.DuckDBPyConnection) -> None:
    query = "select avg(nps_latest_score) from customers where is_churned = {} and active_subscriptions = {}"
    left = story.execute(query.format("true", 0)).fetchone()
    stayed = story.execute(query.format("false", 1)).fetchone()
    assert left is not None
    assert stayed is not None
    assert left[0] < stayed[0] - 0.5


def test_people_comment_in_five_languages(served: dict[str, list[dict[str, object]]]) -> None:
    languages = {str(review["language"]) for review in served["reviews"]}
    assert languages == {"en", "da", "sv", "et", "ru"}
    texts = {str(ticket["description"]) for ticket in served["tickets"]}
    texts |= {str(answer.get("text")) for item in served["FNPS0001"] for answer in item["answers"]}
    assert {"æ", "ö", "õ", "ж"} <= set("".join(texts))


def test_some_records_return_to_an_earlier_state_without_a_new_stamp() -> None:
    calendar = calendar_for(date(2026, 9, 30), 6)
    reviews = [review for pid in range(1_500) for review in live(pid, 7, calendar).reviews]
    returned = [
        review
        for review in reviews
        if any(
            later == earlier and between != earlier
            for (_, earlier), (_, between), (_, later) in zip(
                review.states, review.states[1:], review.states[2:], strict=False
            )
        )
    ]
    assert returned
    assert all(review.states[-1][1]["updated"] is None for review in returned)
