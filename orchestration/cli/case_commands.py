"""`voc case`: its actions, options and help. Does not belong here: what they do (case.py, case_import.py)."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from orchestration.cli.subcommands import Commands, called_late

MODULE = "orchestration.cli.case"
RECORDED = {
    "take": "somebody looks after it",
    "contacted": "the customer has been contacted",
    "resolve": "the customer is helped, or nothing more can be done",
    "dismiss": "it is no case: a test, a joke, a slip",
    "reopen": "it is not over after all",
}


def add_commands(commands: Commands) -> None:
    """Add `voc case` and its actions."""
    case = commands.add_parser(
        "case",
        help="customers who need a call: list them, record what was done, export what is due",
        description="Cases of dissatisfied customers. Without an action it lists those that wait. "
        "docs/alerts/cases.md says what makes a case.",
    )
    _add_filters(case)
    case.set_defaults(command=called_late(MODULE, "listed"))
    actions = case.add_subparsers(metavar="ACTION")
    _add_filters(_action(actions, "list", "cases that wait for a call, those due first", "listed"), is_action=True)
    show = _action(actions, "show", "one case, the customer and what was done", "show")
    show.add_argument("case", metavar="CASE", help="its id, or the beginning of it")
    for name, summary in RECORDED.items():
        _add_by(_action(actions, name, summary, "recorded", what=name))
    assign = _action(actions, "assign", "give it to somebody else", "assign")
    assign.add_argument("--to", required=True, metavar="OWNER", help="a name of the registry owners")
    _add_by(assign)
    note = _action(actions, "note", "keep a remark; it stays in the ledger", "note")
    note.add_argument("--text", required=True, help="the remark")
    _add_by(note)
    load = _action(actions, "import", "record follow-ups from a CSV file", "load", module=f"{MODULE}_import")
    load.add_argument("file", metavar="FILE", help="columns: case, kind, at, by, and if need be to, note")


def _add_filters(parser: argparse.ArgumentParser, is_action: bool = False) -> None:
    """Of `voc case` and of its action `list`, whose defaults must not take back what stands before it."""
    owner, overdue = (argparse.SUPPRESS, argparse.SUPPRESS) if is_action else (None, False)
    parser.add_argument("--owner", metavar="NAME", default=owner, help="of this owner only")
    parser.add_argument("--overdue", action="store_true", default=overdue, help="those past their time only")


def _add_by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE", help="its id, or the beginning of it")
    parser.add_argument("--by", metavar="NAME", help="who did it (default: the user of this machine)")
    parser.add_argument("--at", type=_instant, metavar="INSTANT", help="when: 2026-03-31T14:00+02:00 (default: now)")


def _action(
    actions: Commands, name: str, summary: str, function: str, what: str | None = None, module: str = MODULE
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.set_defaults(command=called_late(module, function), what=what)
    return parser


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no instant: write one such as 2026-03-31T14:00+02:00") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
