"""What can be typed: subcommands, options, help. No subcommand is imported before it is called."""

from __future__ import annotations

import argparse

from orchestration.cli import (
    actions_commands,
    alerts,
    case_commands,
    confirm,
    digest_commands,
    outbox_commands,
    reading,
    responses_commands,
)
from orchestration.cli.subcommands import Commands, called_late, subcommand

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
    subcommand(commands, "status", "what was published last, how fresh each source is, the last runs")
    subcommand(commands, "sources", "the tools, what they need, and which are configured")
    reading.add_commands(commands)
    alerts.add_commands(commands)
    digest_commands.add_commands(commands)
    case_commands.add_commands(commands)
    actions_commands.add_commands(commands)
    responses_commands.add_commands(commands)
    outbox_commands.add_commands(commands)
    confirm.add_commands(commands)
    subcommand(
        commands,
        "scales",
        "the scored questions of all tools, their scales, and the registry lines that are missing",
        "Scales are declared in dbt_project/seeds, never guessed from answers.",
    )
    doctor = subcommand(commands, "doctor", "what is missing on this machine or in the configuration, and what to do")
    doctor.add_argument("--offline", action="store_true", help="do not try to reach the vendors")
    ui = subcommand(commands, "ui", "open Dagster on 127.0.0.1, with the same state as `voc run`")
    ui.add_argument("--port", type=_port, default=3000, help="port of the web page (default: 3000)")
    _add_sample(commands)
    dbt = subcommand(
        commands, "dbt", "dbt itself, knowing the warehouse and the tools in it: voc dbt build --select fct_answers"
    )
    dbt.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="what dbt is told; voc dbt -- --help")
    subcommand(commands, "version", "versions of Voicehouse and of what it is built on")
    return parser


def _add_run(commands: Commands) -> None:
    run = subcommand(
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


def _add_publish(commands: Commands) -> None:
    publish = subcommand(
        commands,
        "publish",
        "judge the marts as they stand and publish them again",
        "Loads and builds nothing.",
    )
    publish.add_argument(
        "--accept-loss", action="store_true", help="publish even if a mart lost most of its rows since the last time"
    )
    _add_wait(publish)


def _add_sample(commands: Commands) -> None:
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


def _action(actions: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.set_defaults(command=called_late("orchestration.cli.sample", name))
    return parser


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
