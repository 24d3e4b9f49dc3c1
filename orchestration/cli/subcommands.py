"""How a subcommand is declared: its help now, its module when it is called."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable

Commands = argparse._SubParsersAction  # The standard library has no public name for what add_subparsers() gives.


def subcommand(commands: Commands, name: str, summary: str, more: str = "") -> argparse.ArgumentParser:
    description = f"{summary[0].upper()}{summary[1:]}. {more}".strip()
    parser = commands.add_parser(name, help=summary, description=description)
    parser.set_defaults(command=called_late(f"orchestration.cli.{name}", name))
    return parser


def called_late(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    def call(arguments: argparse.Namespace) -> int:
        return int(getattr(importlib.import_module(module), function)(arguments))

    return call
