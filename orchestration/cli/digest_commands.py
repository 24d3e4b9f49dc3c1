"""`voc digest`: its actions, options and help. Does not belong here: what they do (digest.py, digest_preview.py)."""

from __future__ import annotations

import argparse

from orchestration.cli.subcommands import Commands, called_late, subcommand
from orchestration.subscriptions.model import LANGUAGES

PERIOD = "2026-W39, 2026-09, 2026-Q3, or a day in it"


def add_commands(commands: Commands) -> None:
    """Add `voc digest` and its actions."""
    digest = subcommand(
        commands,
        "digest",
        "digests: who receives which and when, preview one, send what is due, correct one",
        "Without an action it lists the audiences. docs/digests/subscriptions.md says how they are written.",
    )
    digest.set_defaults(command=called_late("orchestration.cli.digest", "listed"))
    actions = digest.add_subparsers(metavar="ACTION")
    _action(actions, "check", "digest", "validate the file of subscriptions, and list its audiences")
    _action(actions, "list", "digest", "audiences: next due, last sent, unsubscribed", function="listed")
    _add_preview(actions)
    _add_send(actions)
    for name, summary in {
        "unsubscribe": "end an audience's digests for one person",
        "resubscribe": "let one person receive an audience's digests again",
    }.items():
        action = _action(actions, name, "digest", summary)
        action.add_argument("audience", metavar="AUDIENCE", help="its name in the file")
        action.add_argument("person", metavar="PERSON", help="an owner of the registry, or an address")


def _add_preview(actions: Commands) -> None:
    preview = _action(
        actions,
        "preview",
        "digest_preview",
        "render the digest of the latest period, and open it",
        "Writes .html, .eml and .txt into the folder `digests` of the state folder. Nobody receives it.",
    )
    preview.add_argument("audience", metavar="AUDIENCE", help="its name in the file")
    preview.add_argument("--period", metavar="PERIOD", help=f"{PERIOD} (default: what was due last)")
    preview.add_argument("--language", choices=LANGUAGES, help="default: the audience's, or its first recipient's")
    preview.add_argument("--html", metavar="FILE", help="write the page into this file as well")
    preview.add_argument("--png", action="store_true", help="write its charts as .png files as well")
    preview.add_argument("--no-open", action="store_true", help="do not open it in the browser")
    preview.add_argument("--send-me", metavar="ADDRESS", help="mail it to this address instead")
    preview.add_argument("--channel", metavar="NAME", help="through this channel (default: the first of kind smtp)")


def _add_send(actions: Commands) -> None:
    send = _action(
        actions,
        "send",
        "digest",
        "write what is due into the outbox, as `voc run` and Dagster do",
        "`voc outbox drain` sends it. Exit code 1 when a digest could not be made or somebody not be reached.",
    )
    send.add_argument("--due", action="store_true", help="what is due (what it does anyway)")
    send.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="for another writer to end")
    revise = _action(
        actions,
        "revise",
        "digest",
        "send a correction of a digest that was sent",
        "Everybody who receives the audience's digests now gets it, marked as a new revision with the reason.",
    )
    revise.add_argument("audience", metavar="AUDIENCE", help="its name in the file")
    revise.add_argument("--period", required=True, metavar="PERIOD", help=PERIOD)
    revise.add_argument("--reason", required=True, metavar="TEXT", help="said at the top: why there is another one")
    revise.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="for another writer to end")


def _action(
    actions: Commands, name: str, module: str, summary: str, more: str = "", function: str | None = None
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}. {more}".strip())
    parser.set_defaults(command=called_late(f"orchestration.cli.{module}", function or name))
    return parser
