"""Where a channel may connect to: decided from every address its name resolves to, before the first packet.

A rules file or a variable may name any host; a name may resolve to the cloud's metadata service or to the database
next door. So every address must be a public one, and the connection goes to the address that was checked: a second
look-up could answer differently. A channel of the company's own network says `allow_private`.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from orchestration.delivery.outcomes import Retry

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # Networks without IPv4 reach it through these.


@dataclass(frozen=True)
class Target:
    """A checked URL: what to connect to, what to call it, and what to ask for."""

    is_tls: bool
    host: str
    port: int
    path: str


def checked_url(url: str, allow_private: bool) -> Target:
    """Take a URL apart. https only; http where the channel may reach its own network.

    Raises:
        Retry: it is not such a URL. Its text is a secret and not in the reason.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise _unusable("its URL is malformed") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise _unusable("its URL does not start with https://")
    if parts.scheme == "http" and not allow_private:
        raise _unusable("its URL is http, not https")
    if parts.username is not None or parts.password is not None:
        raise _unusable("its URL carries a user name")
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    if not target.isascii() or not target.isprintable() or " " in target:
        raise _unusable("its URL has characters that must be escaped")
    is_tls = parts.scheme == "https"
    return Target(is_tls, parts.hostname, port or (443 if is_tls else 80), target)


def checked_addresses(host: str, port: int, allow_private: bool, is_clear: bool = False) -> list[str]:
    """Every address of a name, if all of them are allowed. One that is not condemns the name.

    Args:
        is_clear: nothing is encrypted; then the addresses must be the own network's.

    Raises:
        Retry: for the whole channel; nothing is wrong with the message.
    """
    addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in _resolved(host, port)]
    for address in addresses:
        if reason := refusal(address, allow_private, is_clear):
            raise _unusable(f"its host has an address that {reason}")
    return [str(address) for address in addresses]


def refusal(address: Address, allow_private: bool, is_clear: bool = False) -> str | None:
    """Why nothing is sent to an address, or None. Judged by the IPv4 address that an IPv6 one stands for."""
    meant = _meant(address)
    if meant.is_multicast or meant.is_unspecified or (meant.is_reserved and not meant.is_loopback):
        return "is no host's"
    if meant.is_link_local:
        return "is link-local"  # The metadata services of clouds: no channel has a reason to go there.
    if meant.is_global:
        return "is public, and http tells everybody on the way" if is_clear else None
    return None if allow_private else "is not public (allow_private: true permits it)"


def _meant(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    embedded = address.ipv4_mapped or address.sixtofour
    if embedded is None and address.teredo is not None:
        embedded = address.teredo[1]
    if embedded is None and address in NAT64:
        embedded = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return embedded or address


def _resolved(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Retry("its host's name does not resolve", is_channel=True) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _unusable(reason: str) -> Retry:
    return Retry(f"the channel cannot be used: {reason}", is_channel=True)
