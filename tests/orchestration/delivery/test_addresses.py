"""Where a channel may not go, however its host is written."""

from __future__ import annotations

import ipaddress

import pytest

from orchestration.delivery.addresses import checked_addresses, checked_url, refusal
from orchestration.delivery.outcomes import Retry
from tests.orchestration.delivery.conftest import Names

PUBLIC = ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
PRIVATE = [
    "10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "100.64.0.1", "::1", "fd00::1", "::ffff:10.0.0.1",
    "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "192.0.2.1", "198.18.0.1",
]  # fmt: skip
NOWHERE = [
    "169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "64:ff9b::a9fe:a9fe", "0.0.0.0", "::", "224.0.0.1",
    "ff02::1", "255.255.255.255", "240.0.0.1", "239.255.255.250",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed_and_never_in_the_clear(address: str) -> None:
    assert refusal(ipaddress.ip_address(address), allow_private=False) is None
    assert refusal(ipaddress.ip_address(address), allow_private=True, is_clear=True)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_a_private_network_needs_the_channels_word(address: str) -> None:
    assert refusal(ipaddress.ip_address(address), allow_private=False)
    assert refusal(ipaddress.ip_address(address), allow_private=True, is_clear=True) is None


@pytest.mark.parametrize("address", NOWHERE)
def test_link_local_and_what_is_no_hosts_is_refused_whatever_a_channel_says(address: str) -> None:
    assert refusal(ipaddress.ip_address(address), allow_private=True)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "017700000001", "localhost", "127.0.0.1"])
def test_loopback_is_recognised_however_it_is_written(host: str) -> None:
    with pytest.raises(Retry, match=r"not public|does not resolve"):
        checked_addresses(host, 443, allow_private=False)


def test_one_private_address_among_several_condemns_the_name(names: tuple[Names, list[str]]) -> None:
    names[0]["both.example.test"] = ["93.184.216.34", "10.0.0.5"]
    with pytest.raises(Retry, match="not public") as refused:
        checked_addresses("both.example.test", 443, allow_private=False)
    assert refused.value.is_channel
    assert "both.example" not in refused.value.reason
    assert "10.0.0.5" not in refused.value.reason
    names[0]["both.example.test"] = ["93.184.216.34", "2606:4700:4700::1111"]
    found = checked_addresses("both.example.test", 443, allow_private=False)
    assert found == ["93.184.216.34", "2606:4700:4700::1111"]


def test_a_name_that_does_not_resolve_is_a_matter_of_time() -> None:
    with pytest.raises(Retry, match="does not resolve"):
        checked_addresses("nobody.invalid", 443, allow_private=False)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.example.org/secret", "http, not https"),
        ("ftp://hooks.example.org/secret", "https://"),
        ("file:///etc/secret", "https://"),
        ("https:///secret", "https://"),
        ("https://secret:word@hooks.example.org/", "user name"),
        ("https://hooks.example.org:99999/secret", "malformed"),
        ("https://[::1/secret", "malformed"),
        ("https://hooks.example.org/secret\r\nHost: other", "https|escaped|malformed"),
        ("https://hooks.example.org/secret path", "escaped"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_repeating_it(url: str, reason: str) -> None:
    try:
        target = checked_url(url, allow_private=False)
    except Retry as refused:
        assert refused.is_channel
        assert "secret" not in refused.reason
        import re

        assert re.search(reason, refused.reason)
    else:
        assert "\r" not in target.path + target.host
        assert "\n" not in target.path + target.host


def test_a_url_is_taken_apart_with_its_query_and_port() -> None:
    target = checked_url(" https://hooks.example.org/a/b?c=d&e#part ", allow_private=False)
    assert (target.is_tls, target.host, target.port, target.path) == (True, "hooks.example.org", 443, "/a/b?c=d&e")
    assert checked_url("http://[fd00::1]:8080", allow_private=True).host == "fd00::1"
