"""`voc outbox`: its actions, options and help. Does not belong here: what they do (outbox.py)."""

from __future__ import annotations

import argparse

from orchestration.cli.subcommands import Commands, called_late, subcommand


def add_commands(commands: Commands) -> None:
    """Add `voc outbox`."""
    outbox = subcommand(
        commands,
        "outbox",
        "messages: what waits, what failed and why, what was sent last; send them, try again, drop",
        "Without an action it shows them. A message is named by the beginning of its id. See docs/alerts/delivery.md.",
    )
    actions = outbox.add_subparsers(metavar="ACTION")
    drain = _action(
        actions, "drain", "send what is due", "Exit code 1 when something failed or a channel is in trouble."
    )
    how_long = drain.add_mutually_exclusive_group()
    how_long.add_argument("--once", action="store_true", help="end when nothing is due (what it does anyway)")
    how_long.add_argument(
        "--for", type=_seconds, dest="seconds", metavar="SECONDS", help="go on for so long, sending what becomes due"
    )
    drain.add_argument("--channel", action="append", metavar="NAME", help="through this channel only; repeatable")
    retry = _action(
        actions,
        "retry",
        "let a message that failed, was dropped or waits be sent now",
        "It is due at once, with all its tries before it; `voc outbox drain` sends it.",
    )
    which = retry.add_mutually_exclusive_group(required=True)
    which.add_argument("message", nargs="?", metavar="ID", help="the beginning of its id")
    which.add_argument("--all-failed", action="store_true", help="every message that failed")
    drop = _action(actions, "drop", "never send a message that waits or failed")
    drop.add_argument("message", metavar="ID", help="the beginning of its id")
    show = _action(actions, "show", "one message: its headers, its tries, and where it can be opened")
    show.add_argument("message", metavar="ID", help="the beginning of its id")
    show.add_argument("--body", action="store_true", help="its bytes as they are sent, too: they hold personal data")


def _action(actions: Commands, name: str, summary: str, more: str = "") -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}. {more}".strip())
    parser.set_defaults(command=called_late("orchestration.cli.outbox", name))
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if seconds <= 0:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds")
    return seconds
