"""The commands that read what was published: their options and help. Does not belong here: what they do."""

from __future__ import annotations

import argparse

from orchestration.cli.subcommands import Commands, subcommand
from orchestration.subscriptions.model import LANGUAGES

METRIC = "nps, csat, ces ...; upper or lower case"


def add_commands(commands: Commands) -> None:
    """Add them in the order in which `voc --help` lists them."""
    _add_metric(commands)
    _add_drivers(commands)
    _add_health(commands)
    _add_restated(commands)
    _add_reconcile(commands)
    _add_report(commands)
    _add_mf(commands)


def _add_metric(commands: Commands) -> None:
    metric = subcommand(
        commands,
        "metric",
        "a published metric over time, with n and interval: voc metric NPS --by touchpoint --last 13w",
        "Without a name it lists the metrics, periods and dimensions that are published.",
    )
    metric.add_argument("metric", nargs="?", metavar="METRIC", help=METRIC)
    metric.add_argument("--by", default="all", metavar="DIMENSION", help="one line a group: touchpoint, segment ...")
    metric.add_argument("--last", default="13w", metavar="PERIODS", help="13w, 6m, 4q, 14r28 ... (default: 13w)")
    metric.add_argument("--png", metavar="FILE", help="draw it into a .png or .svg file instead of the terminal")


def _add_drivers(commands: Commands) -> None:
    drivers = subcommand(
        commands,
        "drivers",
        "why a metric changed, or what goes with promoters: voc drivers NPS --by touchpoint, voc drivers NPS --key",
        "Says steady where a change is within normal variation.",
    )
    drivers.add_argument("metric", metavar="METRIC", help=METRIC)
    what = drivers.add_mutually_exclusive_group()
    what.add_argument(
        "--by", default="touchpoint", metavar="DIMENSION", help="touchpoint, segment ... (default: touchpoint)"
    )
    what.add_argument("--key", action="store_true", help="compare promoters with detractors instead (NPS only)")
    drivers.add_argument(
        "--period", metavar="PERIOD", help="2026-08, 2026-Q3, 2026-W35 (default: the latest complete month)"
    )
    drivers.add_argument("--png", metavar="FILE", help="also draw it: a file that ends in .png or .svg")


def _add_health(commands: Commands) -> None:
    health = subcommand(
        commands,
        "health",
        "customer health by band, and how well lower scores told who would leave",
        "Definition: docs/metrics/health.md.",
    )
    health.add_argument("--png", metavar="FILE", help="draw the back-test into a .png or .svg file instead")


def _add_restated(commands: Commands) -> None:
    restated = subcommand(
        commands,
        "restated",
        "why a number is not what a report said: voc restated NPS --period 2026-08 --reported 2026-10-01",
        "With a metric and a period it explains that number, otherwise it lists the numbers that were restated.",
    )
    restated.add_argument("metric", nargs="?", metavar="METRIC", help=METRIC)
    restated.add_argument("--period", metavar="PERIOD", help="2026-08, 2026-W35 or 2026-Q3")
    restated.add_argument("--by", default="all", metavar="DIMENSION", help="each group: touchpoint, segment ...")
    restated.add_argument(
        "--reported", metavar="DAY", help="the day (UTC) that the report's data reach to (default: when first reported)"
    )


def _add_reconcile(commands: Commands) -> None:
    reconcile = subcommand(
        commands,
        "reconcile",
        "why the survey tool shows another number: voc reconcile NPS --period 2026-03",
        "Takes the tool's number to the published one, step by step, in answers. Ends with 1 if that does not close.",
    )
    reconcile.add_argument("metric", metavar="METRIC", help=METRIC)
    reconcile.add_argument("--survey", metavar="SURVEY", help="of one survey, by its id in the tool (default: of all)")
    reconcile.add_argument(
        "--period", metavar="PERIOD", help="2026-03, 2026-Q1, 2026-W10 (default: all months, one by one and together)"
    )
    reconcile.add_argument("--html", metavar="FILE", help="also write a page to pass on; it needs nothing from the web")


def _add_report(commands: Commands) -> None:
    report = subcommand(
        commands,
        "report",
        "everything that is published in one page to open: trends, journey, drivers, comments, cases, definitions",
        "One file that needs nothing from the web. It holds customers' words: pass it on with care.",
    )
    report.add_argument("--output", metavar="FILE", help="write it there (default: report/report.html in the state)")
    report.add_argument("--language", default="en", choices=LANGUAGES, help="of the page (default: en)")
    report.add_argument("--names", action="store_true", help="name customers at risk (default: their keys)")
    report.add_argument("--metric", metavar="METRIC", help=f"open with it: {METRIC}")
    report.add_argument("--by", metavar="DIMENSION", help="open broken down by it: touchpoint, segment ...")
    report.add_argument("--value", metavar="GROUP", help="open with this group: support, enterprise ...")
    report.add_argument("--no-open", action="store_true", help="do not open it in the browser")


def _add_mf(commands: Commands) -> None:
    mf = subcommand(
        commands,
        "mf",
        "MetricFlow over what was published: voc mf query --metrics nps_weekly --group-by metric_time__week",
    )
    mf.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="what mf is told; voc mf -- --help")
