"""Warnings in Dagster: evaluation after each publish and after a run that failed, delivery when something is due,
escalation, and the watch over the warnings themselves.

Does not belong here: what a rule finds and who is told (orchestration/alerts), how it is sent (orchestration/delivery).
Nothing here sends but the job `deliver_messages`: sensors and schedules ask for jobs.
"""

# No postponed annotations here: Dagster reads the config class from the signature.

import threading
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from orchestration.defs.raw import POOL, WAIT_FOR_WRITER_SECONDS
from orchestration.defs.translator import OWNER, PUBLISHED
from orchestration.lib import progress
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import kept_open
from orchestration.lib.writer import writing

EVALUATED = dg.AssetKey(["alerts", "evaluated"])
DELIVER, ESCALATE, WATCH, EVALUATE_FAILURE = "deliver_messages", "escalate_cases", "watch_alerts", "evaluate_failure"
ESCALATE_CRON = "5 * * * *"
WATCH_CRON = "45 * * * *"
DELIVERY_SECONDS = 60  # How often something due is looked for.
DRAIN_SECONDS = 300.0  # How long one delivery run goes on at most.


class FailureConfig(dg.Config):
    """`run_id`: of the run that failed; its checks are what is told."""

    run_id: str


def evaluated_asset() -> dg.AssetsDefinition:
    """Rules, judged over what was just published."""

    @dg.asset(
        key=EVALUATED,
        deps=[PUBLISHED],
        group_name="alerts",
        owners=[OWNER],
        kinds={"python"},
        pool=POOL,
        description="Alert rules, 1-to-1 warnings and overdue cases, judged over the marts; words go to the outbox.",
    )
    def evaluated(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        """Evaluate every rule."""
        return dg.MaterializeResult(metadata=evaluate_now(checks_of(context.instance, context.run_id)))

    return evaluated


def evaluate_now(checks: list[tuple[str, bool]]) -> dict[str, int]:
    """One round under the writer lock; counts for the graph."""
    from orchestration.alerts.rounds import evaluating

    settings = Settings.from_environment()
    with writing(settings.warehouse, WAIT_FOR_WRITER_SECONDS), kept_open(settings.warehouse):
        done = evaluating.evaluate(settings, checks)
    progress.report(f"alerts: {sentence(done)}")
    for reason in done.unreached:
        progress.report(f"alerts: {reason}")
    return {
        "messages": done.enqueued,
        "confirmed_episodes": done.open_episodes,
        "watched_episodes": done.watched,
        "unreached": len(done.unreached),
    }


def sentence(done: Any) -> str:
    """One line about a round."""
    return f"{done.enqueued} messages to send, {done.open_episodes} confirmed episodes open, {done.watched} watched" + (
        f", {len(done.unreached)} with nobody to tell" if done.unreached else ""
    )


def checks_of(instance: dg.DagsterInstance, run_id: str) -> list[tuple[str, bool]]:
    """Name and outcome of every check of a run."""
    entries = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    evaluations = [entry.dagster_event.asset_check_evaluation_data for entry in entries if entry.dagster_event]
    return [(f"{each.check_name} of {'.'.join(each.asset_key.path)}", each.passed) for each in evaluations]


def alert_jobs() -> list[dg.JobDefinition]:
    """Delivery, escalation, the watch, and the evaluation of a run that failed."""

    @dg.op(pool="delivery", description="Send what is due.")
    def drain_outbox() -> None:
        deliver_now(DRAIN_SECONDS)

    @dg.op(pool=POOL, description="Overdue cases go to the backup, then to the manager.")
    def escalate_overdue() -> None:
        from orchestration.alerts.rounds import evaluating

        settings = Settings.from_environment()
        with writing(settings.warehouse, WAIT_FOR_WRITER_SECONDS), kept_open(settings.warehouse):
            evaluating.escalate(settings)

    @dg.op(description="Say so when no rule has been evaluated for too long.")
    def watch_evaluations() -> None:
        from orchestration.alerts.rounds import evaluating

        evaluating.look_after(Settings.from_environment())

    @dg.op(pool=POOL, description="Tell which checks stopped a run.")
    def tell_failure(context: dg.OpExecutionContext, config: FailureConfig) -> None:
        from orchestration.alerts.rounds import evaluating

        settings = Settings.from_environment()
        with writing(settings.warehouse, WAIT_FOR_WRITER_SECONDS), kept_open(settings.warehouse):
            evaluating.evaluate_failure(settings, checks_of(context.instance, config.run_id))

    @dg.job(name=DELIVER, description="Send what waits in the outbox.")
    def deliver() -> None:
        drain_outbox()

    @dg.job(name=ESCALATE, description="Escalate overdue cases.")
    def escalate() -> None:
        escalate_overdue()

    @dg.job(name=WATCH, description="Watch the warnings themselves.")
    def watch() -> None:
        watch_evaluations()

    @dg.job(name=EVALUATE_FAILURE, description="Judge the data rules after a run that failed.")
    def failure() -> None:
        tell_failure()

    return [deliver, escalate, watch, failure]


def deliver_now(seconds: float) -> Any:
    """Send what is due, for so many seconds at most; the report. Runs beside a writer: it needs the ledger alone."""
    from orchestration.delivery.configured import configured_channels
    from orchestration.delivery.worker import drain
    from orchestration.ledger.store import opened

    settings = Settings.from_environment()
    # A budget would wait for what falls due later; this ends when nothing is due, or a receiver takes too long.
    stop = threading.Event()
    timer = threading.Timer(seconds, stop.set)
    timer.daemon = True
    timer.start()
    try:
        with opened(settings) as ledger:
            report = drain(ledger, configured_channels(settings), stop=stop)
    finally:
        timer.cancel()
    if not report.is_clean:
        troubles = "; ".join(f"{channel}: {reason}" for channel, reason in report.troubles.items())
        progress.report(f"delivery: {report.failed} failed for good. {troubles} `voc outbox` says more.")
    return report


def alert_schedules(configured: Collection[str]) -> list[dg.ScheduleDefinition]:
    status = dg.DefaultScheduleStatus.RUNNING if configured else dg.DefaultScheduleStatus.STOPPED
    return [
        dg.ScheduleDefinition(
            name=f"{job}_schedule", job_name=job, cron_schedule=cron, execution_timezone="UTC", default_status=status
        )
        for job, cron in ((ESCALATE, ESCALATE_CRON), (WATCH, WATCH_CRON))
    ]


def alert_sensors(configured: Collection[str], build_job: Any, failure_job: dg.JobDefinition) -> list[Any]:
    """Delivery when something is due, and the data rules when a build fails."""
    status = dg.DefaultSensorStatus.RUNNING if configured else dg.DefaultSensorStatus.STOPPED

    @dg.sensor(name="outbox_sensor", job_name=DELIVER, minimum_interval_seconds=DELIVERY_SECONDS, default_status=status)
    def outbox_sensor() -> dg.RunRequest | dg.SkipReason:
        """Looks every minute; a run costs seconds of CPU, so there is one only when something can be sent."""
        if not is_due():
            return dg.SkipReason("Nothing in the outbox can be sent now.")
        return dg.RunRequest(run_key=f"deliver-{datetime.now(UTC):%Y%m%dT%H%M}")

    @dg.run_status_sensor(
        name="failed_build_sensor",
        run_status=dg.DagsterRunStatus.FAILURE,
        monitored_jobs=[build_job],
        request_job=failure_job,
        default_status=status,
    )
    def failed_build_sensor(context: dg.RunStatusSensorContext) -> dg.RunRequest:
        failed = context.dagster_run.run_id
        return dg.RunRequest(run_key=failed, run_config={"ops": {"tell_failure": {"config": {"run_id": failed}}}})

    return [outbox_sensor, failed_build_sensor]


def is_due() -> bool:
    """Whether the outbox holds anything that a drain would send or release now. What waits for a channel that is gone,
    or lacks its secret, would start a run a minute for nothing; `voc outbox` and each drain say so."""
    from orchestration.delivery.configured import configured_channels
    from orchestration.ledger import waiting
    from orchestration.ledger.store import opened

    settings = Settings.from_environment()
    with opened(settings) as ledger, ledger.reading() as connection:
        now = datetime.now(UTC)
        if waiting.has_expired(connection, now):
            return True
        due = waiting.channels_with_work(connection, now)
    able = {name for name, channel in configured_channels(settings).items() if not channel.missing} if due else set()
    return not able.isdisjoint(due)
