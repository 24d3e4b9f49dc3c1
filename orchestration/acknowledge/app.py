"""The web application: GET shows, POST records. It knows the ledger only as a function."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol

from orchestration.acknowledge import pages
from orchestration.acknowledge.readers import Readers
from orchestration.acknowledge.readers import routes as reader_routes
from orchestration.language import speaking
from orchestration.language.locales import preferred
from orchestration.messages import links
from orchestration.messages.links import Answer

log = logging.getLogger(__name__)


class Record(Protocol):
    def __call__(self, action: str, ref: str, actor: str) -> bool:
        """Write it down: action as in links.ACTIONS, ref `episode:<id>` or `case:<key>`, actor an owner's name.

        Called once for every press of the button, so it has to be idempotent: True when this changed something, False
        when it was so already.

        Raises:
            LookupError: there is no such episode or case.
        """


def application(
    record: Record,
    secret: str,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    readers: Readers | None = None,
) -> Any:
    """A Starlette application with /confirm/{token} and, with `readers`, what readers of digests need; nothing else."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    def page(request: Request, make: Callable[[], pages.Page]) -> Response:
        with speaking(preferred(request.headers.get("accept-language", ""))):
            found = make()
            return Response(pages.html(found), found.status, pages.HEADERS, "text/html; charset=utf-8")

    def answer_of(request: Request) -> Answer | Callable[[], pages.Page]:
        try:
            return links.read(request.path_params["token"], secret, now())
        except links.ExpiredLinkError:
            return pages.expired
        except links.ForgedLinkError:
            return pages.forged

    async def show(request: Request) -> Response:
        answer = answer_of(request)
        return page(request, partial(pages.asked, answer) if isinstance(answer, Answer) else answer)

    async def confirm(request: Request) -> Response:
        answer = answer_of(request)
        if not isinstance(answer, Answer):
            return page(request, answer)
        try:
            is_new = await run_in_threadpool(record, answer.action, f"{answer.what}:{answer.ref}", answer.actor)
        except LookupError:
            return page(request, partial(pages.unknown, answer))
        except Exception as error:  # whatever the ledger has: the reader is told, and may press again
            log.error("A confirmation was not recorded: %s", type(error).__name__)
            return page(request, pages.failed)
        return page(request, partial(pages.recorded, answer, is_new=is_new))

    async def missing(request: Request, error: Exception) -> Response:
        return page(request, partial(pages.missing, getattr(error, "status_code", 404)))

    return Starlette(
        routes=[
            Route(f"{links.PATH}{{token}}", show, methods=["GET"]),
            Route(f"{links.PATH}{{token}}", confirm, methods=["POST"]),
            *(reader_routes(readers, secret, now) if readers else ()),
        ],
        exception_handlers={HTTPException: missing},
    )
