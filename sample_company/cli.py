"""Command line of the sample company: `python -m sample_company generate | advance | serve`."""

import argparse
import asyncio
import sys
from datetime import date
from pathlib import Path

from sample_company.company import DEFAULT_END, advance, generate
from sample_company.errors import SampleCompanyError
from sample_company.server.faults import KINDS, Faults
from sample_company.server.run import serve_for_ever
from sample_company.store import read_meta


def _limit(text: str) -> tuple[str, tuple[int, float]]:
    """`zendesk=10/60` -> ("zendesk", (10, 60.0))."""
    vendor, _, rate = text.partition("=")
    requests, _, seconds = rate.partition("/")
    if vendor not in ("typeform", "stripe", "zendesk", "trustpilot") or not requests.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r}: write VENDOR=REQUESTS/SECONDS, for example zendesk=10/60")
    return vendor, (int(requests), float(seconds or 1))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sample_company",
        description="A simulated subscription business behind vendor-shaped HTTP APIs on 127.0.0.1.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("generate", help="make a company in a folder, replacing one that is there")
    make.add_argument("--customers", type=int, default=5_000, help="people (default 5000: about 290,000 records)")
    make.add_argument("--months", type=int, default=13, help="months of history (default 13)")
    make.add_argument("--seed", type=int, default=7, help="same seed and sizes, same company (default 7)")
    make.add_argument("--end", type=date.fromisoformat, default=DEFAULT_END, help=f"last day (default {DEFAULT_END})")
    move = commands.add_parser("advance", help="let simulated days pass")
    move.add_argument("--days", type=int, default=1, help="how many (default 1)")
    run = commands.add_parser("serve", help="serve all vendors until interrupted")
    run.add_argument("--faults", choices=KINDS, default="documented", help="mishaps while serving (default documented)")
    run.add_argument("--rate-limit", type=_limit, action="append", default=[], metavar="VENDOR=REQUESTS/SECONDS")
    run.add_argument("--ready-file", type=Path, help="also write connection.json here once all ports listen")
    for command in (make, move, run):
        command.add_argument("--dir", type=Path, required=True, help="the company's folder")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "generate":
            generate(
                options.dir, customers=options.customers, months=options.months, seed=options.seed, end=options.end
            )
            sys.stdout.write(f"Sample company of {options.customers} people in {options.dir}\n")
        elif options.command == "advance":
            advance(options.dir, options.days)
            sys.stdout.write(f"{options.days} simulated day(s) passed in {options.dir}\n")
        else:
            _serve(options)
    except SampleCompanyError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


def _serve(options: argparse.Namespace) -> None:
    read_meta(options.dir / "records.sqlite")
    faults = Faults(options.faults, dict(options.rate_limit))
    sys.stdout.write(f"Serving the sample company of {options.dir}; addresses in {options.dir}/connection.json\n")
    sys.stdout.flush()
    asyncio.run(serve_for_ever(options.dir, faults, options.ready_file))
