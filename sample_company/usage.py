"""Product events of a batch of people as columns of numbers; texts are made only where files are written.

Sessions are drawn per person and 30-day step. One session in eight is not signed in, one in fifty is a robot, one event
in a hundred arrives up to three days late, three in a thousand are delivered twice under the same message id.
"""

from random import Random

import numpy as np
import pyarrow as pa

from sample_company.calendar import HOUR, Calendar
from sample_company.model import Life
from sample_company.people import spell_email
from sample_company.sink import FOREVER, Fact, Sink

MICRO = 1_000_000
SESSIONS_A_STEP = 1.15
NAMES = ("page", "report_opened", "report_shared", "survey_built", "export_downloaded", "seat_invited", "search_used")

EVENTS = pa.schema(
    [
        ("uid", pa.int64()),
        ("person_id", pa.int32()),
        ("ts", pa.int64()),
        ("received", pa.int64()),
        ("session", pa.int64()),
        ("name", pa.int8()),
        ("agent", pa.int8()),
        ("is_signed_in", pa.bool_()),
        ("is_bot", pa.bool_()),
        ("is_repeat", pa.bool_()),
        ("number", pa.int32()),
    ]
)
IDENTIFIES = pa.schema(
    [
        ("uid", pa.int64()),
        ("person_id", pa.int32()),
        ("ts", pa.int64()),
        ("received", pa.int64()),
        ("email", pa.string()),
        ("plan", pa.string()),
        ("country", pa.string()),
    ]
)


def draw_events(batch: int, lives: list[Life], seed: int, calendar: Calendar) -> pa.Table:
    """All product events of a batch that are received before the horizon, in order of receipt."""
    users = [life for life in lives if life.person.usage]
    people = np.array([life.person.pid for life in users], dtype=np.int64)
    joined = np.array([life.person.joined + 60 for life in users], dtype=np.int64)
    activity = np.array([life.activity for life in users], dtype=np.float64).reshape(len(users), -1)
    steps = [
        _step(
            np.random.default_rng([seed, 77, batch, step]), people, joined, activity[:, step], span, batch * 64 + step
        )
        for step, span in enumerate(calendar.periods)
    ]
    table = pa.concat_tables(steps).sort_by([("received", "ascending"), ("uid", "ascending")])
    early = pa.compute.less(table["received"], calendar.horizon * MICRO)
    return table.filter(early)


def _step(
    rng: np.random.Generator,
    people: np.ndarray,
    joined: np.ndarray,
    activity: np.ndarray,
    span: tuple[int, int],
    block: int,
) -> pa.Table:
    begin = np.maximum(joined, span[0])
    sessions = np.where(begin < span[1], rng.poisson(SESSIONS_A_STEP * activity), 0)
    who = np.repeat(np.arange(len(people)), sessions)
    start = begin[who] + rng.random(len(who)) * (span[1] - begin[who])
    signed_in, bot = rng.random(len(who)) > 0.12, rng.random(len(who)) < 0.02
    agent = rng.integers(0, 4, len(who))
    length = rng.geometric(0.27, len(who))
    session = np.repeat(np.arange(len(who)), length)
    total = len(session)
    gaps = rng.exponential(240.0, total) + 0.5
    first = np.cumsum(length) - length
    gaps[first] = 0.0
    run = np.cumsum(gaps)
    ts = ((start[session] + run - run[first[session]]) * MICRO).astype(np.int64)
    late = rng.random(total) < 0.01
    delay = np.where(late, rng.uniform(HOUR, 3 * 24 * HOUR - 600, total), rng.uniform(0.05, 5.0, total))
    received = ts + (delay * MICRO).astype(np.int64)
    repeat = rng.random(total) < 0.003
    again = received + (rng.uniform(60, 20 * HOUR, total) * MICRO).astype(np.int64)
    uid = (block << 32) + np.arange(total, dtype=np.int64)
    columns = [
        uid,
        people[who[session]].astype(np.int32),
        ts,
        received,
        (block << 32) + session,
        np.where(rng.random(total) < 0.45, 0, rng.integers(1, len(NAMES), total)).astype(np.int8),
        agent[session].astype(np.int8),
        signed_in[session],
        bot[session],
        np.zeros(total, dtype=bool),
        rng.integers(1, 500, total).astype(np.int32),
    ]
    doubled = [column[repeat] for column in columns]
    doubled[3], doubled[9] = again[repeat], np.ones(int(repeat.sum()), dtype=bool)
    return pa.table([np.concatenate(pair) for pair in zip(columns, doubled, strict=True)], schema=EVENTS)


def draw_identifies(lives: list[Life], seed: int, calendar: Calendar, sink: Sink) -> pa.Table:
    """The calls that tie a user id to an e-mail; a user's first call precedes all of the user's events."""
    rows: list[tuple[int, int, int, int, str | None, str, str]] = []
    for life in lives:
        person = life.person
        if not person.usage or person.joined >= calendar.horizon:
            continue
        rng = Random(seed * 7_919 + person.pid)
        first = max(person.joined, calendar.start) + 5
        moments = [first] + [at for at in (first + rng.randrange(HOUR, 9_000 * HOUR),) if rng.random() < 0.4]
        for k, at in enumerate(moments):
            email = spell_email(rng, person.email).strip() if person.usage_email else None
            row = (person.pid * 4 + k, person.pid, at * MICRO, at * MICRO + rng.randrange(50_000, 5 * MICRO))
            if row[3] < calendar.horizon * MICRO:
                rows.append((*row, email, life.plan_at(at), person.country))
        tokens = [f"u:{person.user_id}"] + ([f"e:{person.email}"] if person.usage_email else [])
        seen, ref = rows[-1 if len(rows) < 2 or rows[-2][1] != person.pid else -2][3] // MICRO, person.user_id
        sink.facts += [Fact("ref", person.pid, "segment", ref, ref, seen, FOREVER, 0, 0, token) for token in tokens]
    columns = list(zip(*rows, strict=True)) or [()] * len(IDENTIFIES)
    return pa.table([pa.array(c, t.type) for c, t in zip(columns, IDENTIFIES, strict=True)], schema=IDENTIFIES)
