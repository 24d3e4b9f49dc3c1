"""Behind a company's proxy: its variables hold for every request, and so do the exceptions from it."""

from __future__ import annotations

import pytest

from tests.ingestion.conftest import House
from tests.ingestion.vendor import Vendor, response

PROXIES = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy")
COUNT = 1500  # more than a page


@pytest.fixture(autouse=True)
def _no_proxies_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


def test_every_page_goes_through_the_proxy(house: House, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor.responses = [response(number) for number in range(COUNT)]
    monkeypatch.setenv("TYPEFORM_BASE_URL", "http://vendor.invalid")  # a name that only the proxy could look up
    monkeypatch.setenv("http_proxy", vendor.url)
    assert house.responses().new == COUNT


def test_an_exception_from_the_proxy_is_kept(house: House, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor.responses = [response(number) for number in range(COUNT)]
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # where nobody listens
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert house.responses().new == COUNT
