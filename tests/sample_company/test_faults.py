"""Mishaps on the way: documented ones pass when the request is repeated, and tests can make their own."""

import http.client
import json
import time
from pathlib import Path

import pytest

from sample_company import Reply, Request, SampleCompanyError, serve
from tests.sample_company.client import Client


def test_documented_mishaps_are_a_429_with_retry_after_and_a_500_and_both_pass(company: Path) -> None:
    with serve(company) as service:
        client = Client(service)
        answers = [client.once("stripe", "/v1/customers") for _ in range(12)]
        assert [status for status, *_ in answers].count(429) == 1
        assert [status for status, *_ in answers].count(500) == 1
        limited = next(headers for status, headers, _ in answers if status == 429)
        assert int(limited["retry-after"]) <= 1
        assert answers[-1][0] == 200


def test_harsh_and_shuffled_service_give_the_same_records(
    company: Path, served: dict[str, list[dict[str, object]]]
) -> None:
    def as_sets(records: dict[str, list[dict[str, object]]]) -> dict[str, list[str]]:
        return {kind: sorted(json.dumps(r, sort_keys=True) for r in rows) for kind, rows in records.items()}

    for faults in ("harsh", "shuffled"):
        with serve(company, faults=faults) as service:
            client = Client(service)
            found = client.everything()
            assert as_sets(found) == as_sets(served)
            assert bool(client.mishaps) == (faults == "harsh")
            mixed = [r["id"] for r in found["invoices"]] != [r["id"] for r in served["invoices"]]
            assert mixed == (faults == "shuffled")


def test_a_real_limit_tells_how_long_to_wait_and_lifts(company: Path) -> None:
    with serve(company, faults="none", limits={"zendesk": (2, 1.0)}) as service:
        client = Client(service)
        path = "/api/v2/incremental/users/cursor.json?start_time=0"
        assert [client.once("zendesk", path)[0] for _ in range(3)] == [200, 200, 429]
        assert client.once("typeform", "/forms")[0] == 200
        time.sleep(1.05)
        assert client.once("zendesk", path)[0] == 200


def test_an_interceptor_can_replace_delay_cut_and_reset(company: Path) -> None:
    replies: list[Reply | None] = [
        Reply(b"<html>sorry</html>", content_type="text/html"),
        Reply(b"{}", delay_seconds=0.3),
        Reply(b'{"items": []}', cut_after=5),
        Reply(reset=True),
        None,
    ]
    seen: list[Request] = []

    def intercept(request: Request) -> Reply | None:
        seen.append(request)
        return replies[len(seen) - 1]

    with serve(company, faults="none", intercept=intercept) as service:
        client = Client(service)
        status, headers, body = client.once("typeform", "/forms", {"page": 1})
        assert (status, headers["content-type"], body) == (200, "text/html", b"<html>sorry</html>")
        before = time.monotonic()
        assert client.once("typeform", "/forms")[2] == b"{}"
        assert time.monotonic() - before >= 0.3
        with pytest.raises(http.client.IncompleteRead):
            client.once("typeform", "/forms")
        with pytest.raises(ConnectionResetError):
            client.once("typeform", "/forms")
        assert client.once("typeform", "/forms")[0] == 200
    assert (seen[0].vendor, seen[0].path, seen[0].get("page")) == ("typeform", "/forms", "1")


def test_one_connection_serves_many_requests_and_refuses_what_is_no_get(company: Path) -> None:
    with serve(company, faults="none") as service:
        port = int(service.environment["TYPEFORM_BASE_URL"].rsplit(":", 1)[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        headers = {"Authorization": f"Bearer {service.environment['TYPEFORM_TOKEN']}"}
        for _ in range(3):
            connection.request("GET", "/forms", headers=headers)
            assert connection.getresponse().read()
        connection.request("POST", "/forms", body=b"{}", headers=headers)
        assert connection.getresponse().status == 405
        connection.close()


def test_an_unknown_kind_of_fault_names_the_known_ones(company: Path) -> None:
    with pytest.raises(SampleCompanyError, match="documented"), serve(company, faults="chaos"):
        pass
