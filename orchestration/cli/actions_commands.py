"""`voc actions`: its options and help. Does not belong here: what it does (actions.py)."""

from __future__ import annotations

from pathlib import Path

from orchestration.cli.subcommands import Commands, called_late

MODULE = "orchestration.cli.actions"


def add_commands(commands: Commands) -> None:
    """Add `voc actions` and its actions."""
    parser = commands.add_parser(
        "actions",
        help="the action plan: what is overdue, what it changed, what comes next, whom to tell",
        description="The action plan (registry actions) with measured effects. docs/alerts/cases.md says how.",
    )
    parser.set_defaults(command=called_late(MODULE, "listed"))
    actions = parser.add_subparsers(metavar="ACTION")
    told = actions.add_parser(
        "told",
        help="customers to be told 'you said, we did', as a CSV file",
        description="Write the customers of a finished action into a CSV file for a mail tool. It names people.",
    )
    told.add_argument("action", metavar="ACTION", help="a name of the registry actions")
    told.add_argument("--csv", type=Path, required=True, metavar="FILE", help="the file to write; only you may read it")
    told.set_defaults(command=called_late(MODULE, "told"))
