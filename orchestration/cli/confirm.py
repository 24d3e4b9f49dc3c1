"""`voc confirm serve`: the page behind the links in messages, on this machine."""

from __future__ import annotations

import argparse
import os

from orchestration.cli.console import Console
from orchestration.cli.subcommands import Commands, called_late
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings

PORT = 8025


def add_commands(commands: Commands) -> None:
    """`voc confirm serve [--host HOST] [--port PORT]`."""
    confirm = commands.add_parser(
        "confirm",
        help="the pages behind the links in messages",
        description="The pages on which a link in a message is confirmed, digests are ended, and the report is read. "
        "docs/alerts/messages.md says more.",
    )
    actions = confirm.add_subparsers(metavar="ACTION", required=True)
    serve = actions.add_parser("serve", help="serve it until stopped", description="Serve it until stopped.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, default=PORT, help=f"port to listen on (default: {PORT})")
    serve.set_defaults(command=called_late("orchestration.cli.confirm", "serve"))


def serve(arguments: argparse.Namespace) -> int:
    """Runs until it is stopped."""
    import uvicorn

    from orchestration.acknowledge.app import application
    from orchestration.acknowledge.readers import Readers
    from orchestration.acknowledge.recording import recorder, unsubscriber
    from orchestration.ledger import store

    settings = Settings.ready()
    ledger = store.open_ledger(store.ledger_url(settings))
    readers = Readers(unsubscriber(ledger), settings.report)
    app = application(recorder(ledger), link_secret(), readers=readers)
    public = os.environ.get("VOC_PUBLIC_URL")
    console = Console()
    console.line(f"Links are confirmed on http://{arguments.host}:{arguments.port}; stop with Ctrl-C.")
    console.line(f"Messages link to {public}" if public else "VOC_PUBLIC_URL is not set: messages have no links.")
    # No access log: a link's token is a permission. What a proxy says of the reader is not needed.
    uvicorn.run(
        app,
        host=arguments.host,
        port=arguments.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
    )
    return 0


def link_secret() -> str:
    """The secret of links; Settings.ready() has made one where none was given."""
    secret = os.environ.get("VOC_LINK_SECRET", "")
    if len(secret) < 16:
        raise UserError("VOC_LINK_SECRET has fewer than 16 characters. Unset it, and one is made in the state folder.")
    return secret
