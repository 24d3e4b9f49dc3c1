"""One POST to a checked address, and what the answer's status means for the message.

Not `requests`: it looks the name up again, follows redirects and proxies, and tells URLs in its errors.
"""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from orchestration.delivery.addresses import checked_url
from orchestration.delivery.connection import Deadline, connected, trusting
from orchestration.delivery.outcomes import Refused, Retry

TOO_EARLY = {408, 425}
READ_BYTES = 2048


@dataclass(frozen=True)
class Answer:
    """Status, the header Retry-After, and the body where it is a single word of ours to show: `no_service`."""

    status: int
    retry_after: str | None
    word: str


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    seconds: float,
    allow_private: bool = False,
    ca_file: Path | None = None,
) -> Answer:
    """Send a body; nothing is followed, neither redirects nor proxies.

    Raises:
        Retry: no answer came. Where it is about the way there, for the whole channel.
    """
    target = checked_url(url, allow_private)
    with Deadline(seconds) as deadline:
        opened = connected(target.host, target.port, allow_private, deadline, is_clear=not target.is_tls)
        try:
            connection: http.client.HTTPConnection
            if target.is_tls:
                opened = trusting(ca_file).wrap_socket(opened, server_hostname=target.host)
                deadline.watch(opened)
                connection = http.client.HTTPSConnection(target.host, target.port)
            else:
                connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = opened  # It is open: the client does not look up the name.
            connection.request("POST", target.path, body, {"User-Agent": "voicehouse", **headers})
            response = connection.getresponse()
            return Answer(response.status, response.getheader("Retry-After"), _word(_beginning(response)))
        except ssl.SSLCertVerificationError:
            raise Retry("the receiver's certificate is not trusted", is_channel=True) from None
        except TimeoutError:
            raise Retry("no answer in time", is_channel=True) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            if deadline.is_over:
                raise Retry("no answer in time", is_channel=True) from None
            raise Retry(f"the connection broke ({type(error).__name__})") from None
        finally:
            opened.close()


def judge(answer: Answer, now: datetime | None = None) -> None:
    """Pass when the receiver took it.

    Raises:
        Retry: 429 (for the whole channel), 408, 425 and 5xx.
        Refused: anything else that is not 2xx, redirects among it.
    """
    status = answer.status
    if 200 <= status < 300:
        return
    said = f"HTTP {status}" + (f" {answer.word}" if answer.word else "")
    asked = retry_after(answer.retry_after, now or datetime.now(UTC))
    if status == 429:
        raise Retry(said, asked, is_channel=True)
    if status >= 500 or status in TOO_EARLY:
        # "Come back later" is about the service; a 500 without it may be about this message.
        raise Retry(said, asked, is_channel=asked is not None)
    if 300 <= status < 400:
        raise Refused(f"{said}: redirects are not followed, correct the channel's URL")
    raise Refused(said)


def retry_after(text: str | None, now: datetime) -> timedelta | None:
    """The header's wait, in either of its forms; None where there is none or it makes no sense."""
    if not text:
        return None
    if re.fullmatch(r"\s*\d{1,9}\s*", text):
        return timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(timedelta(0), moment - now)


def _beginning(response: http.client.HTTPResponse) -> bytes:
    # The status is the answer. A body that breaks off does not make it unsaid, or it would be sent twice.
    try:
        return response.read(READ_BYTES)
    except (OSError, http.client.HTTPException, ValueError):
        return b""


def _word(text: bytes) -> str:
    # Slack's reasons are such words; anything longer might repeat the message.
    found = re.fullmatch(rb"[a-z][a-z_]{2,39}", text.strip())
    return found[0].decode() if found and found[0] != b"ok" else ""
