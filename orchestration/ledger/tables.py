"""The tables of the ledger. Ids are deterministic hashes, so that writing the same thing twice changes nothing.

Every table has a column that only grows when a row is written (`recorded_at` or `updated_at`, UTC): the source that
reads the ledger back into the warehouse follows it. Bodies, notes and addresses stay here.
"""

from __future__ import annotations

import sqlalchemy as sa

from orchestration.ledger.instants import UtcInstant

# Goes up with every change to a table; migrations.py says how an older ledger gets there, a newer one is refused.
SCHEMA_VERSION = 2

metadata = sa.MetaData()
Instant = UtcInstant()

# One row a version that these tables had; the highest is the present one.
ledger_schema = sa.Table(
    "ledger_schema",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("recorded_at", Instant, nullable=False),
)

# One row per evaluation: what the dead-man's message looks at.
evaluations = sa.Table(
    "evaluations",
    metadata,
    sa.Column("evaluation_id", sa.String(64), primary_key=True),
    sa.Column("family", sa.String(20), nullable=False),  # metrics, personal, data, cases
    sa.Column("as_of_at", Instant),  # how far the data reached
    sa.Column("is_ok", sa.Boolean, nullable=False),
    sa.Column("series_count", sa.Integer, nullable=False),
    sa.Column("events_count", sa.Integer, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False, index=True),
)

# What the state machine remembers of each series between evaluations (alerts/states.py says what `state` holds).
series_states = sa.Table(
    "series_states",
    metadata,
    sa.Column("series_key", sa.String(64), primary_key=True),  # hash of rule, metric, dimension, value
    sa.Column("rule", sa.String(80), nullable=False, index=True),
    sa.Column("evaluated_through", sa.Date, nullable=False),
    sa.Column("state", sa.JSON, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
)

# One row per episode of a rule, metric and group, in its present state.
episodes = sa.Table(
    "episodes",
    metadata,
    sa.Column("episode_id", sa.String(64), primary_key=True),  # hash of series_key and opened_on
    sa.Column("series_key", sa.String(64), nullable=False, index=True),
    sa.Column("rule", sa.String(80), nullable=False),
    sa.Column("family", sa.String(20), nullable=False),  # threshold, change, anomaly, silence, data
    sa.Column("metric", sa.String(80)),
    sa.Column("period_type", sa.String(20)),
    sa.Column("dimension", sa.String(80)),
    sa.Column("dimension_value", sa.String(200)),
    sa.Column("status", sa.String(20), nullable=False),  # pending, open, acknowledged, snoozed, resolved
    sa.Column("tier", sa.String(20), nullable=False),  # watch or confirmed: the highest it reached
    sa.Column("severity", sa.String(20), nullable=False),
    sa.Column("opened_on", sa.Date, nullable=False),
    sa.Column("confirmed_on", sa.Date),
    sa.Column("resolved_on", sa.Date),
    sa.Column("limit_value", sa.Float),
    sa.Column("opened_value", sa.Float),
    sa.Column("last_value", sa.Float),
    sa.Column("worst_value", sa.Float),
    sa.Column("last_n", sa.Integer),
    sa.Column("level", sa.Integer, nullable=False, default=0),  # how many steps worse than when it was told first
    sa.Column("owner", sa.String(80)),
    sa.Column("acknowledged_at", Instant),
    sa.Column("acknowledged_by", sa.String(120)),
    sa.Column("snoozed_until", Instant),
    sa.Column("notified_at", Instant),  # last message
    sa.Column("inhibited_by", sa.String(64)),  # the parent's episode that speaks for this one
    sa.Column("is_backfilled", sa.Boolean, nullable=False, default=False),  # opened by the first look at the past
    sa.Column("updated_at", Instant, nullable=False, index=True),
)

# Everything that ever happened to an episode; only grows.
episode_events = sa.Table(
    "episode_events",
    metadata,
    sa.Column("event_id", sa.String(64), primary_key=True),
    sa.Column("episode_id", sa.String(64), nullable=False, index=True),
    # opened, confirmed, worsened, inhibited, acknowledged, snoozed, resolved, reminded
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("value", sa.Float),
    sa.Column("limit_value", sa.Float),
    sa.Column("n", sa.Integer),
    sa.Column("actor", sa.String(120)),
    sa.Column("recorded_at", Instant, nullable=False, index=True),
)

# One row per 1-to-1 rule and record that met it, whatever became of it.
personal_events = sa.Table(
    "personal_events",
    metadata,
    sa.Column("event_id", sa.String(64), primary_key=True),  # hash of rule and record_key
    sa.Column("rule", sa.String(80), nullable=False),
    sa.Column("trigger", sa.String(20), nullable=False),  # answer, keyword, review, repeat_contact, health
    sa.Column("customer_key", sa.String(64), index=True),
    sa.Column("record_key", sa.String(64), nullable=False),
    sa.Column("case_key", sa.String(64)),
    sa.Column("happened_at", Instant, nullable=False),
    # told, batched, cooldown (another told lately), anonymous, old (before the rule's first look)
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("owner", sa.String(80)),
    sa.Column("recorded_at", Instant, nullable=False, index=True),
)

# What people and rules did about a case; the case itself is derived in the marts, which read this back.
case_events = sa.Table(
    "case_events",
    metadata,
    sa.Column("event_id", sa.String(64), primary_key=True),
    sa.Column("case_key", sa.String(64), nullable=False, index=True),
    # acknowledged, assigned, contacted, resolved, reopened, dismissed, escalated, note
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("happened_at", Instant, nullable=False),
    sa.Column("actor", sa.String(120)),
    sa.Column("assignee", sa.String(80)),  # of assigned and escalated: an owner of the registry
    sa.Column("level", sa.Integer),  # of escalated: 1 backup, 2 manager
    sa.Column("came_by", sa.String(20), nullable=False),  # command, link, file, rule
    sa.Column("note", sa.Text),  # free text: never leaves the ledger
    sa.Column("recorded_at", Instant, nullable=False, index=True),
)

# One row per 1-to-1 report and response that it is about, whatever became of it: an edited response is not sent again.
response_events = sa.Table(
    "response_events",
    metadata,
    sa.Column("event_id", sa.String(64), primary_key=True),  # hash of report and response_key
    sa.Column("report", sa.String(80), nullable=False, index=True),
    sa.Column("response_key", sa.String(64), nullable=False),
    sa.Column("customer_key", sa.String(64), index=True),
    sa.Column("submitted_at", Instant, nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),  # told, batched, anonymous
    sa.Column("owner", sa.String(80)),  # whose inbox it went to; of reports to the customer's owner
    sa.Column("recorded_at", Instant, nullable=False, index=True),
)

# One row per 1-to-1 report: when it looked, and what it passed over the last time.
response_looks = sa.Table(
    "response_looks",
    metadata,
    sa.Column("report", sa.String(80), primary_key=True),
    sa.Column("first_at", Instant, nullable=False),  # how far the data reached then: what is older is never sent
    sa.Column("looked_at", Instant, nullable=False),  # how far they reached the last time
    sa.Column("skipped", sa.JSON, nullable=False),  # counts: incomplete, other, old
    sa.Column("updated_at", Instant, nullable=False, index=True),
)

# Messages, their bytes frozen when they were written. One row per message, channel and recipient.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("message_id", sa.String(64), primary_key=True),  # hash of the message's key, channel and recipient
    sa.Column("event_id", sa.String(64), nullable=False, index=True),  # the message's key
    sa.Column("thread", sa.String(64), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),  # messages/message.py lists them
    sa.Column("channel", sa.String(80), nullable=False),  # name in the rules file
    sa.Column("channel_kind", sa.String(20), nullable=False),
    sa.Column("recipient", sa.String(320), nullable=False),  # address, or the channel's name where it has none
    sa.Column("subject", sa.String(300), nullable=False),
    sa.Column("content_type", sa.String(80), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),  # waiting, sending, sent, failed, dropped
    sa.Column("attempts", sa.Integer, nullable=False, default=0),  # tries begun, ever
    sa.Column("attempts_forgiven", sa.Integer, nullable=False, default=0),  # tries before a person said "retry"
    sa.Column("not_before", Instant, nullable=False),  # business hours, back-off
    sa.Column("claimed_by", sa.String(120)),
    sa.Column("claimed_at", Instant),
    sa.Column("claimed_until", Instant),
    sa.Column("sent_at", Instant),
    sa.Column("last_error", sa.String(500)),  # a code and a reason; never the body, an address or a secret
    sa.Column("enqueued_at", Instant, nullable=False),  # in one thread no two are the same: it is their order
    sa.Column("updated_at", Instant, nullable=False, index=True),
    sa.Index("ix_outbox_due", "status", "channel", "not_before"),
)

# Every try to send; only grows, but for `unknown`, which becomes `sent` when the worker comes back after all.
delivery_attempts = sa.Table(
    "delivery_attempts",
    metadata,
    sa.Column("attempt_id", sa.String(64), primary_key=True),  # hash of message_id and number
    sa.Column("message_id", sa.String(64), nullable=False, index=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("worker", sa.String(120), nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),  # sent, retry, failed, unknown (the worker died)
    sa.Column("error", sa.String(500)),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False, index=True),
)

# One row per digest that an audience was sent of a period, and per note that it is late. Written with its messages.
digests = sa.Table(
    "digests",
    metadata,
    sa.Column("digest_id", sa.String(64), primary_key=True),  # hash of kind, audience, period and revision
    sa.Column("audience", sa.String(40), nullable=False, index=True),
    sa.Column("period_type", sa.String(20), nullable=False),
    sa.Column("period_start", sa.Date, nullable=False),
    sa.Column("period_end", sa.Date, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),  # 1 is the first
    sa.Column("kind", sa.String(20), nullable=False),  # digest, delayed, empty (nobody answered, nothing was sent)
    sa.Column("reason", sa.String(500)),  # of a revision: why; of a delayed note: what was missing
    sa.Column("languages", sa.String(80), nullable=False),  # en,da
    sa.Column("as_of_at", Instant),  # the states of marts.metric_history that it showed
    sa.Column("published_run", sa.String(80)),
    sa.Column("recipients_count", sa.Integer, nullable=False),  # messages that were written
    sa.Column("unsubscribed_count", sa.Integer, nullable=False),  # people who were left out
    sa.Column("recorded_at", Instant, nullable=False, index=True),
)

# One row per person who does not want an audience's digests, whoever they are.
unsubscriptions = sa.Table(
    "unsubscriptions",
    metadata,
    sa.Column("unsubscription_id", sa.String(64), primary_key=True),  # hash of audience and person
    sa.Column("audience", sa.String(40), nullable=False, index=True),
    sa.Column("person", sa.String(64), nullable=False),  # hash of an owner's name or an address
    sa.Column("came_by", sa.String(20), nullable=False),  # link, command
    sa.Column("recorded_at", Instant, nullable=False, index=True),
)
