"""HTTP: one client per tool, pages with guards. Retries, rate limits and sessions are dlt's; what counts as an
answer is decided here.

An answer is complete or an error: not JSON, without its list, an error object, a page or a cursor seen before.
Addresses in errors carry no query and no answer's text: both may hold personal data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dlt.common.configuration.specs import RuntimeConfiguration
from dlt.common.jsonpath import compile_path
from dlt.sources.helpers.requests.retry import Client
from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.helpers.rest_client.client import RESTClient
from dlt.sources.helpers.rest_client.paginators import BasePaginator, SinglePagePaginator
from requests import PreparedRequest, RequestException
from requests.auth import AuthBase

from ingestion.answers import UnreadableError, decode, require_list
from ingestion.errors import LoadError
from ingestion.feed import Feed
from ingestion.paginators import sent

RETRY_HINT = "Nothing was loaded. Run it again; if it stays, the vendor's service has a fault or has changed."


@dataclass(frozen=True)
class Answer:
    """One page: its records and the whole body around them."""

    records: list[Any]
    body: dict[str, Any]


class Token(AuthBase):
    """A credential in a header: `Authorization: token ...` and the like, where it is not a bearer token."""

    def __init__(self, value: str, header: str = "Authorization") -> None:
        self.value, self.header = value, header

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers[self.header] = self.value
        return request


class Api:
    """A vendor's HTTP API as one feed reads it.

    Args:
        feed: for whom; named in errors.
        base_url: without a slash at the end.
        token: a bearer token, or any requests authentication. Never part of an address.
    """

    def __init__(self, feed: Feed, base_url: str, token: str | AuthBase) -> None:
        http = feed.run.http
        self._where = feed.where
        self._title = feed.run.spec.title
        self._credentials = ", ".join(feed.run.spec.credentials)
        session = Client(
            raise_for_status=False,
            request_timeout=http.timeout_seconds,
            request_max_attempts=http.attempts,
            request_backoff_factor=http.backoff_seconds,
            request_max_retry_delay=http.max_wait_seconds,
            retry_condition=lambda _, error: isinstance(error, UnreadableError),
        ).session
        # Asked once: requests looks through the environment for proxies at every page otherwise.
        found = session.merge_environment_settings(base_url, {}, None, None, None)
        session.proxies, session.verify, session.trust_env = found["proxies"], found["verify"], False
        auth = BearerTokenAuth(token) if isinstance(token, str) else token
        self._client = RESTClient(
            base_url=base_url.rstrip("/"),
            auth=auth,
            session=session,
            config=RuntimeConfiguration(),  # given, or dlt looks it up again for every client
        )

    def pages(
        self,
        path: str,
        selector: str,
        params: Mapping[str, Any] | None = None,
        paginator: BasePaginator | None = None,
        id_field: str = "id",
    ) -> Iterator[Answer]:
        """All pages of a list, in the vendor's order.

        Args:
            path: below the base address.
            selector: key of the body that holds the list.
            params: of the first request.
            paginator: how to go on; None for a list of one page.
            id_field: key by which a repeated page is recognised.

        Raises:
            LoadError: the list cannot be read to its end.
        """
        seen_requests: set[str] = set()
        seen_pages: set[tuple[Any, Any, int]] = set()
        listing = self._client.paginate(
            path,
            params=dict(params or {}),
            paginator=paginator or SinglePagePaginator(),
            data_selector=compile_path(selector),  # a text would be compiled again for every page
            hooks={"response": [decode, require_list(selector)]},
        )
        while True:
            try:
                page = next(listing, None)
            except (RequestException, ValueError) as error:
                raise self._failed(error, path) from error
            if page is None:
                return
            body = page.response.json()
            records = body[selector]
            signature = (_id(records, 0, id_field), _id(records, -1, id_field), len(records))
            if records and signature in seen_pages:
                raise LoadError("the vendor sent the same page twice.", self._at(path), RETRY_HINT)
            seen_pages.add(signature)
            if page.paginator.has_next_page:
                following = f"{page.request.url!r} {sorted(sent(page.request).items())}"
                if following in seen_requests:
                    raise LoadError(
                        "the vendor's paging repeats a cursor and would never end.", self._at(path), RETRY_HINT
                    )
                seen_requests.add(following)
            yield Answer(records, body)

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One object.

        Raises:
            LoadError: it cannot be read.
        """
        try:
            response = self._client.get(path, params=dict(params or {}), hooks={"response": [decode]})
        except (RequestException, ValueError) as error:
            raise self._failed(error, path) from error
        body = response.json()
        if not isinstance(body, dict):
            raise LoadError("the vendor's answer is not an object.", self._at(path), RETRY_HINT)
        return body

    def _at(self, path: str) -> str:
        return f"{self._where} ({urlsplit(path).path})"

    def _failed(self, error: Exception, path: str) -> LoadError:
        response = getattr(error, "response", None)
        status = response.status_code if response is not None else None
        if isinstance(error, UnreadableError):
            return LoadError("the vendor's answer is not JSON.", self._at(path), RETRY_HINT)
        if status in (401, 403):
            advice = f"Check that {self._credentials} is valid for {self._title} and may read this."
            return LoadError(f"the vendor refused the credentials ({status}).", self._at(path), advice)
        if status == 404:
            return LoadError(
                "the vendor knows no such address (404).", self._at(path), "Check the base address and account."
            )
        if status == 429:
            advice = "Nothing was loaded. Run it later or less often, or raise VOC_HTTP_ATTEMPTS."
            return LoadError("the vendor's rate limit did not lift (429).", self._at(path), advice)
        if status is not None:
            return LoadError(f"the vendor answered {status}, also when asked again.", self._at(path), RETRY_HINT)
        if isinstance(error, RequestException):
            return LoadError(
                f"the connection failed ({type(error).__name__}), also when tried again.", self._at(path), RETRY_HINT
            )
        return LoadError(f"{error}.", self._at(path), RETRY_HINT)


def _id(records: list[Any], position: int, id_field: str) -> Any:
    record = records[position] if records else None
    return str(record.get(id_field)) if isinstance(record, dict) else str(record)[:100]
