"""`voc responses`: its actions, options and help. Does not belong here: what they do (responses.py)."""

from __future__ import annotations

import argparse

from orchestration.cli.subcommands import Commands, called_late

MODULE = "orchestration.cli.responses"


def add_commands(commands: Commands) -> None:
    """Add `voc responses` and its actions."""
    responses = commands.add_parser(
        "responses",
        help="1-to-1 reports: single responses for the people concerned; what was sent, and how one looks",
        description="Reports of single survey responses. Without an action it lists what was sent, waits and was "
        "passed over. docs/digests/responses.md says which responses are sent to whom.",
    )
    responses.set_defaults(command=called_late(MODULE, "listed"))
    actions = responses.add_subparsers(metavar="ACTION")
    _action(actions, "list", "what was sent, waits and was passed over, and why; counts only", "listed")
    preview = _action(actions, "preview", "one response as a report shows it; sends nothing", "preview")
    which = preview.add_mutually_exclusive_group(required=True)
    which.add_argument("response", nargs="?", metavar="RESPONSE", help="its key, or the beginning of it")
    which.add_argument("--latest", action="store_true", help="the newest one that the report is about")
    preview.add_argument("--report", metavar="NAME", help="as this report shows it (default: the first of the file)")
    preview.add_argument("--language", metavar="CODE", help="en, da, sv, et or ru (default: the report's, else en)")
    preview.add_argument("--html", metavar="FILE", help="write it as a page to open, instead of showing its text")
    evaluate = _action(actions, "evaluate", "look for new responses now, as after each publish", "evaluate")
    evaluate.add_argument(
        "--wait", type=float, nargs="?", const=3600.0, default=0.0, metavar="SECONDS", help="wait for another writer"
    )


def _action(actions: Commands, name: str, summary: str, function: str) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.set_defaults(command=called_late(MODULE, function))
    return parser
