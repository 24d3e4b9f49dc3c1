"""`voc alerts`: its actions, options, help. Does not belong here: what they do (alert_*.py)."""

from __future__ import annotations

import argparse
from datetime import date

from orchestration.cli.subcommands import Commands, called_late, subcommand


def add_commands(commands: Commands) -> None:
    """Add `voc alerts` and its actions."""
    alerts = subcommand(
        commands,
        "alerts",
        "alert rules: check them, replay one on the past, list what is open, acknowledge, snooze",
        "Without an action it lists what is open. docs/alerts/rules.md says how rules are written.",
    )
    alerts.set_defaults(command=called_late("orchestration.cli.alert_episodes", "listed"))
    actions = alerts.add_subparsers(metavar="ACTION")
    _action(actions, "check", "alert_rules", "validate the rules file, and list its rules")
    _add_replay(actions)
    _action(actions, "list", "alert_episodes", "open episodes, the longest first", function="listed")
    _add_rounds(actions)
    ack = _action(
        actions, "ack", "alert_episodes", "somebody has it in hand: no more reminders", function="acknowledge"
    )
    snooze = _action(actions, "snooze", "alert_episodes", "say nothing more about an episode for a while")
    for action in (ack, snooze):
        action.add_argument("episode", metavar="EPISODE", help="its id, or the beginning of it")
        action.add_argument("--by", metavar="NAME", help="who says so (default: the user of this machine)")
    until = snooze.add_mutually_exclusive_group(required=True)
    until.add_argument("--until", type=_day, metavar="DATE", help="2026-03-31: speaks again on that day")
    until.add_argument("--days", type=_days, metavar="N", help="for so many days")


def _add_rounds(actions: Commands) -> None:
    for name, summary in {
        "evaluate": "judge every rule over the marts as they stand, as `voc run` does after publishing",
        "escalate": "overdue cases to the backup, then to the manager",
    }.items():
        action = _action(actions, name, "alert_rounds", summary)
        action.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="for another writer to end")
    watch = _action(actions, "watch", "alert_rounds", "say so when no rule has been evaluated for too long")
    watch.add_argument("--hours", type=float, default=26.0, help="how long is too long (default: 26)")
    test = _action(actions, "test", "alert_rounds", "send a test message through the channels of a rule")
    test.add_argument("rule", metavar="RULE", help="a rule of the file")
    test.add_argument("--to", metavar="ADDRESS", help="your address (default: the owner's)")


def _add_replay(actions: Commands) -> None:
    replay = _action(
        actions,
        "replay",
        "alert_rules",
        "what a rule would have told, tells by chance, and how soon it sees a fall",
    )
    replay.add_argument("--rule", required=True, metavar="NAME", help="a rule of the file, also one switched off")
    replay.add_argument("--from", dest="first", type=_day, metavar="DATE", help="messages from this day on")
    replay.add_argument("--to", dest="last", type=_day, metavar="DATE", help="and until this one")
    replay.add_argument("--runs", type=_days, default=20, metavar="N", help="shuffles of the history (default: 20)")
    replay.add_argument(
        "--planted", type=float, metavar="POINTS", help="size of the planted falls (default: the rule's)"
    )
    replay.add_argument("--png", metavar="FILE", help="draw it into a .png or .svg file too")


def _action(
    actions: Commands, name: str, module: str, summary: str, function: str | None = None
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.set_defaults(command=called_late(f"orchestration.cli.{module}", function or name))
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write one such as 2026-03-31") from None


def _days(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return int(text)
