"""Digests in Dagster: a schedule an audience in its own time zone, and a sensor that looks until the data are there.

Both ask for the job `send_digests`, which sends whatever is due: a tick that was missed, or came too early, is made up
for. Does not belong here: what is due, and that nothing is sent twice (orchestration/digests/rounds).
"""

# No postponed annotations here: Dagster reads the kind of context from the signature.

import logging
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import dagster as dg

from ingestion.settings import run_start
from orchestration.defs.raw import POOL, WAIT_FOR_WRITER_SECONDS
from orchestration.ledger.ids import stable_id
from orchestration.lib import progress
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.subscriptions.cadence import cron_of
from orchestration.subscriptions.model import Audience

SEND = "send_digests"
LOOK_SECONDS = 300  # How often data that were late are looked for.

log = logging.getLogger(__name__)


def audiences_of(settings: Settings) -> tuple[Audience, ...]:
    """Those of the file, for their schedules; none where it cannot be used: the definitions load all the same."""
    from orchestration.subscriptions.read import required

    try:
        return required(settings).audiences
    except UserError as error:
        log.warning("No digest is scheduled. %s `voc digest check` says it again.", error)
    except Exception as error:  # a registry that cannot be read is told by every run
        log.warning("No digest is scheduled: the registries cannot be read (%s).", type(error).__name__)
    return ()


def digest_job() -> dg.JobDefinition:
    @dg.op(pool=POOL, description="Write the digests that are due into the outbox.")
    def send_due_digests() -> None:
        send_now()

    @dg.job(name=SEND, description="Send the digests that are due and whose data are there.")
    def send() -> None:
        send_due_digests()

    return send


def send_now() -> None:
    """One round; fails loudly when a digest could not be made, after the others were."""
    from orchestration.digests.rounds.saying import lines
    from orchestration.digests.rounds.sending import send_due

    outcomes = send_due(Settings.from_environment(), run_start(), wait=WAIT_FOR_WRITER_SECONDS)
    for line in lines(outcomes):
        progress.report(f"digests: {line}")
    trouble = [each for each in outcomes if each.is_trouble]
    if trouble:
        raise dg.Failure("; ".join(f"{each.audience}: {each.what}, {each.reason}" for each in trouble))


def digest_schedules(audiences: Sequence[Audience], configured: Collection[str]) -> list[dg.ScheduleDefinition]:
    status = dg.DefaultScheduleStatus.RUNNING if configured else dg.DefaultScheduleStatus.STOPPED
    return [
        dg.ScheduleDefinition(
            name=f"digest_{audience.name.replace('-', '__')}_schedule",
            job_name=SEND,
            cron_schedule=cron_of(audience.cadence),
            execution_timezone=audience.time_zone,
            default_status=status,
            description=f"Digest of {audience.name}.",
        )
        for audience in audiences
    ]


def digest_sensor(configured: Collection[str]) -> dg.SensorDefinition:
    status = dg.DefaultSensorStatus.RUNNING if configured else dg.DefaultSensorStatus.STOPPED

    @dg.sensor(name="digest_sensor", job_name=SEND, minimum_interval_seconds=LOOK_SECONDS, default_status=status)
    def sensor() -> dg.RunRequest | dg.SkipReason:
        """A run costs seconds of CPU, so there is one only when something can be sent or must be said to be late."""
        try:
            asked = due_steps()
        except UserError as error:
            return dg.SkipReason(str(error))
        if not asked:
            return dg.SkipReason("No digest is due, or its data are not there yet.")
        # The same is asked for once an hour: what fails is not tried every five minutes.
        return dg.RunRequest(run_key=f"digests-{stable_id(*asked)[:16]}-{datetime.now(UTC):%Y%m%dT%H}")

    return sensor


def due_steps() -> list[str]:
    """What a round would do now: audience, period and step."""
    from orchestration.digests.rounds.deciding import Step, decide
    from orchestration.ledger.store import opened
    from orchestration.subscriptions.calendar import read_calendar
    from orchestration.subscriptions.read import required

    settings = Settings.from_environment()
    audiences, calendar = required(settings).audiences, read_calendar(settings.dbt_project)
    with opened(settings) as ledger:
        decisions = decide(settings, ledger, audiences, calendar, run_start())
    return sorted(f"{d.audience.name} {d.window.start} {d.step}" for d in decisions if d.step is not Step.WAIT)
