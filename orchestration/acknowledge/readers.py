"""What readers of digests open: the page that ends them, and the report.

A mail program may end them by itself (RFC 8058): it posts to the address of the page, without cookies or a login, and
the token is the permission. Does not belong here: what is written down (a function that the caller gives).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.acknowledge import pages
from orchestration.acknowledge.pages import Page
from orchestration.language import say, speaking
from orchestration.messages import reader_links
from orchestration.messages.links import ExpiredLinkError, ForgedLinkError
from orchestration.messages.reader_links import Unsubscription

log = logging.getLogger(__name__)

# The page has its own script and style inside (it names them by their hashes), reaches nothing, is in nobody's frame.
REPORT_HEADERS = {
    **pages.HEADERS,
    "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
}


@dataclass(frozen=True)
class Readers:
    """Args:
    unsubscribe: writes it down; True when this changed something. Called once for every press of the button.
    report: the file that is served; it need not be there.
    """

    unsubscribe: Callable[[Unsubscription], bool]
    report: Path


def routes(readers: Readers, secret: str, now: Callable[[], datetime]) -> list[Any]:
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    def page(found: Page) -> Response:
        return Response(pages.html(found), found.status, pages.HEADERS, "text/html; charset=utf-8")

    def asked_for(request: Request) -> Unsubscription | None:
        try:
            return reader_links.read_unsubscription(request.path_params["token"], secret)
        except ForgedLinkError:
            return None

    async def ask(request: Request) -> Response:
        what = asked_for(request)
        if what is None:
            return page(pages.forged())
        with speaking(what.language):
            return page(_question(what))

    async def end(request: Request) -> Response:
        what = asked_for(request)
        if what is None:
            return page(pages.forged())
        with speaking(what.language):
            try:
                is_new = await run_in_threadpool(readers.unsubscribe, what)
            except Exception as error:  # whatever the ledger has: the reader is told, and may press again
                log.error("An unsubscription was not recorded: %s", type(error).__name__)
                return page(_failed())
            return page(_ended(what, is_new=is_new))

    async def report(request: Request) -> Response:
        try:
            reader_links.check_report(request.path_params["token"], secret, now())
        except ExpiredLinkError:
            return page(_old_report())
        except ForgedLinkError:
            return page(pages.forged())
        content = await run_in_threadpool(_content, readers.report)
        if content is None:
            return page(Page(404, say("There is no report yet"), (say("It is made by the next run."),)))
        return Response(content, 200, REPORT_HEADERS, "text/html; charset=utf-8")

    return [
        Route(f"{reader_links.UNSUBSCRIBE_PATH}{{token}}", ask, methods=["GET"]),
        Route(f"{reader_links.UNSUBSCRIBE_PATH}{{token}}", end, methods=["POST"]),
        Route(f"{reader_links.REPORT_PATH}{{token}}", report, methods=["GET"]),
    ]


def _question(what: Unsubscription) -> Page:
    return Page(
        200,
        say("No more of these digests?"),
        (say("You will receive no more digests of “{audience}”.", audience=what.audience),),
        say("Unsubscribe"),
        say("Nothing changes before you press the button."),
    )


def _ended(what: Unsubscription, *, is_new: bool) -> Page:
    heading = say("You are unsubscribed") if is_new else say("You were unsubscribed already")
    line = say("You receive no more digests of “{audience}”.", audience=what.audience)
    return Page(200, heading, (line,), note=say("Whoever runs Customer voice can let you receive them again."))


def _failed() -> Page:
    return Page(503, say("It was not recorded"), (say("Please press the button again in a minute."),))


def _old_report() -> Page:
    return Page(410, say("This link is too old"), (say("A newer digest has one that opens the report."),))


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
