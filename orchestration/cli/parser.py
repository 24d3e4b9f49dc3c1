"""What can be typed: subcommands, options, help. No subcommand is imported before it is called."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable

DEFAULT_WAIT_SECONDS = 3600.0


def build_parser() -> argparse.ArgumentParser:
    """The parser of `voc`; each subcommand's `command` is a function from its arguments to an exit code."""
    parser = argparse.ArgumentParser(
        prog="voc",
        description="Load what customers say and do, build and check the marts, publish them.",
        epilog="`voc COMMAND --help` says more. Settings: .env.example.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_run(commands)
    _add_publish(commands)
    _simple(commands, "status", "what was published last, how fresh each source is, the last runs")
    _simple(commands, "sources", "the tools, what they need, and which are configured")
    metric = _simple(
        commands,
        "metric",
        "a published metric over time, with n and interval: voc metric NPS --by touchpoint --last 13w",
        "Without a name it lists the metrics, periods and dimensions that are published.",
    )
    metric.add_argument("metric", nargs="?", metavar="METRIC", help="nps, csat, ces ...; upper or lower case")
    metric.add_argument("--by", default="all", metavar="DIMENSION", help="one line a group: touchpoint, segment ...")
    metric.add_argument("--last", default="13w", metavar="PERIODS", help="13w, 6m, 4q, 14r28 ... (default: 13w)")
    metric.add_argument("--png", metavar="FILE", help="draw it into a .png or .svg file instead of the terminal")
    _add_drivers(commands)
    health = _simple(
        commands,
        "health",
        "customer health by band, and how well lower scores told who would leave",
        "Definition: docs/metrics/health.md.",
    )
    health.add_argument("--png", metavar="FILE", help="draw the back-test into a .png or .svg file instead")
    restated = _simple(
        commands,
        "restated",
        "why a number is not what a report said: voc restated NPS --period 2026-08 --reported 2026-10-01",
        "With a metric and a period it explains that number, otherwise it lists the numbers that were restated.",
    )
    restated.add_argument("metric", nargs="?", metavar="METRIC", help="nps, csat, ces ...; upper or lower case")
    restated.add_argument("--period", metavar="PERIOD", help="2026-08, 2026-W35 or 2026-Q3")
    restated.add_argument("--by", default="all", metavar="DIMENSION", help="each group: touchpoint, segment ...")
    restated.add_argument(
        "--reported", metavar="DAY", help="the day (UTC) that the report's data reach to (default: when first reported)"
    )
    _simple(
        commands,
        "scales",
        "the scored questions of all tools, their scales, and the registry lines that are missing",
        "Scales are declared in dbt_project/seeds, never guessed from answers.",
    )
    doctor = _simple(commands, "doctor", "what is missing on this machine or in the configuration, and what to do")
    doctor.add_argument("--offline", action="store_true", help="do not try to reach the vendors")
    ui = _simple(commands, "ui", "open Dagster on 127.0.0.1, with the same state as `voc run`")
    ui.add_argument("--port", type=_port, default=3000, help="port of the web page (default: 3000)")
    _add_sample(commands)
    dbt = _simple(
        commands, "dbt", "dbt itself, knowing the warehouse and the tools in it: voc dbt build --select fct_answers"
    )
    dbt.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="what dbt is told; voc dbt -- --help")
    mf = _simple(
        commands,
        "mf",
        "MetricFlow over what was published: voc mf query --metrics nps_weekly --group-by metric_time__week",
    )
    mf.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="what mf is told; voc mf -- --help")
    _simple(commands, "version", "versions of Voicehouse and of what it is built on")
    return parser


def _add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = _simple(
        commands,
        "run",
        "load every configured source, build and check the marts, publish them",
        "Without any configured source it makes a sample company and reads that. Nothing is built when nothing is new.",
    )
    run.add_argument("--source", action="append", default=[], metavar="NAME", help="load this source only; repeatable")
    run.add_argument("--select", metavar="MODELS", help="build these models only, in dbt's syntax: customer_voice+")
    run.add_argument(
        "--reconcile", action="store_true", help="list everything at the vendors again, to find what they deleted"
    )
    run.add_argument("--full-refresh", action="store_true", help="rebuild incremental models from the whole raw log")
    run.add_argument("--data-docs", action="store_true", help="write the checks and their results as pages")
    _add_wait(run)


def _add_publish(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    publish = _simple(
        commands,
        "publish",
        "judge the marts as they stand and publish them again",
        "Loads and builds nothing.",
    )
    publish.add_argument(
        "--accept-loss", action="store_true", help="publish even if a mart lost most of its rows since the last time"
    )
    _add_wait(publish)


def _add_drivers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    drivers = _simple(
        commands,
        "drivers",
        "why a metric changed, or what goes with promoters: voc drivers NPS --by touchpoint, voc drivers NPS --key",
        "Says steady where a change is within normal variation.",
    )
    drivers.add_argument("metric", metavar="METRIC", help="nps, csat, ces ...; upper or lower case")
    what = drivers.add_mutually_exclusive_group()
    what.add_argument(
        "--by", default="touchpoint", metavar="DIMENSION", help="touchpoint, segment ... (default: touchpoint)"
    )
    what.add_argument("--key", action="store_true", help="compare promoters with detractors instead (NPS only)")
    drivers.add_argument(
        "--period", metavar="PERIOD", help="2026-08, 2026-Q3, 2026-W35 (default: the latest complete month)"
    )
    drivers.add_argument("--png", metavar="FILE", help="also draw it: a file that ends in .png or .svg")


def _add_sample(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sample = commands.add_parser(
        "sample", help="the sample company", description="The simulated company that is read without a real source."
    )
    actions = sample.add_subparsers(metavar="ACTION", required=True)
    generate = _action(actions, "generate", "make the company anew")
    generate.add_argument("--customers", type=_positive, help="how many customers (default: 5000)")
    generate.add_argument("--months", type=_positive, help="months of history (default: 13)")
    generate.add_argument("--seed", type=int, help="the same seed gives the same company (default: 7)")
    generate.add_argument("--end", metavar="DATE", help="last simulated day (default: 2026-09-30)")
    advance = _action(actions, "advance", "let days pass: new, changed and deleted records")
    advance.add_argument("--days", type=_positive, default=1, help="how many days (default: 1)")
    serve = _action(actions, "serve", "serve the company's tools on loopback until stopped")
    serve.add_argument("--faults", default="documented", help="none or documented (default: documented)")
    reset = _action(actions, "reset", "remove the company")
    reset.add_argument("--with-warehouse", action="store_true", help="remove the warehouse made from it, too")


def _add_wait(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--wait",
        type=float,
        nargs="?",
        const=DEFAULT_WAIT_SECONDS,
        default=0.0,
        metavar="SECONDS",
        help="wait for another writer instead of giving up (default with --wait: an hour)",
    )


def _simple(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str, more: str = ""
) -> argparse.ArgumentParser:
    description = f"{summary[0].upper()}{summary[1:]}. {more}".strip()
    parser = commands.add_parser(name, help=summary, description=description)
    parser.set_defaults(command=_late(f"orchestration.cli.{name}", name))
    return parser


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.set_defaults(command=_late("orchestration.cli.sample", name))
    return parser


def _late(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    def call(arguments: argparse.Namespace) -> int:
        return int(getattr(importlib.import_module(module), function)(arguments))

    return call


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port (1 to 65535)")
    return number
