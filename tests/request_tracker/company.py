"""What happens at the small company of these tests: who writes, what becomes of the tickets.

Everything goes through Request Tracker's own API, as its users' clicks would. Nothing here knows Voicehouse.
"""

from typing import Any

from tests.request_tracker.server import RequestTracker

REQUESTORS = 25
TICKETS = 60
DELETED_AT_FIRST = (12, 24)
MERGED_AT_FIRST = (25, 26)  # the first of the two goes into the second
GONE_NEXT_DAY = {"14", "16", "26"}

SUBJECTS = ("Fakturaen er forkert", "Kassan fungerar inte", "Счёт не приходит", "Arve on vale", "Checkout fails")


def open_shop(tracker: RequestTracker) -> None:
    """Users, tickets and the first weeks' work on them."""
    for number in range(1, 16):
        tracker.call("POST", "/user", _user(number))
    for number in range(1, TICKETS + 1):
        _create(tracker, number)
    for number in range(1, TICKETS + 1):
        _work_on(tracker, number)
    merged, into = MERGED_AT_FIRST
    tracker.call("PUT", f"/ticket/{merged}", {"MergeInto": into})
    for number in DELETED_AT_FIRST:
        tracker.call("PUT", f"/ticket/{number}", {"Status": "deleted"})


def address(number: int) -> str:
    return f"Customer.{number:02d}@Example.org"


def _user(number: int) -> dict[str, Any]:
    return {
        "Name": f"customer{number:02d}",
        "EmailAddress": address(number),
        "RealName": f"Customer {number}",
        "MobilePhone": f"+45 20 30 40 {number:02d}",
        "Lang": "da",
        "Country": "DK",
    }


def _create(tracker: RequestTracker, number: int) -> None:
    requestor = number % REQUESTORS
    ticket: dict[str, Any] = {
        "Queue": "Billing" if number % 4 == 0 else "General",
        "Subject": f"{SUBJECTS[number % len(SUBJECTS)]} {number}",
        "Content": f"Message {number}.\nIt happened again: «{SUBJECTS[number % len(SUBJECTS)]}».",
    }
    if requestor == 0:
        tracker.call("POST", "/ticket", {**ticket, "Requestor": "anna@example.org"}, token=tracker.customer)
        return
    # Numbers above 15 are people whom Request Tracker learns to know by their first mail.
    ticket["Requestor"] = [address(requestor), address(1)] if number == 17 else address(requestor)
    if number % 5 == 0:
        ticket["CustomFields"] = {"Channel": "phone", "Tags": ["late", "refund"]}
    tracker.call("POST", "/ticket", ticket)


def _work_on(tracker: RequestTracker, number: int) -> None:
    here = f"/ticket/{number}"
    if number % 2 == 0:
        tracker.call("POST", f"{here}/correspond", {"Content": f"Answer to {number}", "ContentType": "text/plain"})
    if number % 7 == 0:
        tracker.call("POST", f"{here}/comment", {"Content": "Between ourselves", "ContentType": "text/plain"})
    if number % 3 == 0:
        tracker.call("PUT", here, {"Status": "resolved"})
    if number % 9 == 0:
        tracker.call("PUT", here, {"Status": "open"})
    if number % 10 == 0:
        tracker.call("PUT", here, {"Priority": 50, "Subject": f"Edited {number}", "Owner": "root"})
    if number % REQUESTORS == 0:
        reply = {"Content": "Thank you!", "ContentType": "text/plain"}
        tracker.call("POST", f"{here}/correspond", reply, token=tracker.customer)


def next_day(tracker: RequestTracker) -> set[str]:
    """A later day's changes: a new ticket, an answer, an edit, a closing, a deletion, two merges, a new address.

    The second merge takes the ticket that another was merged into before along into a third.

    Returns:
        ids of the tickets that are new or look different now; those that are gone (GONE_NEXT_DAY) are apart.
    """
    new = tracker.call("POST", "/ticket", {"Queue": "General", "Subject": "A new one", "Requestor": "new@example.org"})
    tracker.call("POST", "/ticket/2/correspond", {"Content": "Second answer", "ContentType": "text/plain"})
    tracker.call("PUT", "/ticket/4", {"Subject": "Rewritten"})
    tracker.call("PUT", "/ticket/5", {"CustomFields": {"Channel": "web"}})
    tracker.call("PUT", "/ticket/7", {"Status": "resolved"})
    tracker.call("PUT", "/ticket/14", {"Status": "deleted"})
    tracker.call("PUT", "/ticket/16", {"MergeInto": 17})
    tracker.call("PUT", "/ticket/26", {"MergeInto": 27})
    tracker.call("PUT", "/user/customer03", {"EmailAddress": "third@example.org"})
    return {str(new["id"]), "2", "4", "5", "7", "17", "27"}
