"""What counts as an answer: response hooks that parse a body once and refuse what is not a list of records."""

from __future__ import annotations

from typing import Any

from requests import HTTPError, Response

from ingestion.checks import parse


class UnreadableError(HTTPError):
    """A 200 whose body is not JSON: a proxy's page or a cut answer. Retried like a server error."""


def decode(response: Response, *_: Any, **__: Any) -> None:
    """Parse once, for everybody who asks later; an error status or a body that is not JSON is an exception here."""
    if response.status_code >= 400:
        raise HTTPError(str(response.status_code), response=response)
    try:
        body = parse(response.content)
    except ValueError:
        raise UnreadableError("not JSON", response=response) from None
    response.json = lambda **_: body  # type: ignore[method-assign]


def require_list(selector: str) -> Any:
    """dlt reads an absent or null list as an empty one, which would end the listing as if it were complete."""

    def require(response: Response, *_: Any, **__: Any) -> None:
        body = response.json()
        if not isinstance(body, dict) or not isinstance(body.get(selector), list):
            raise ValueError(f"the vendor's answer has no list {selector!r}")

    return require
