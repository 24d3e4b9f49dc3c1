"""What is done about a case: added once, refused when it says too little."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from orchestration.ledger import cases
from orchestration.ledger.cases import CaseEvent
from orchestration.ledger.store import Ledger
from tests.orchestration.ledger.said import NOW

CONTACTED = CaseEvent("case-1", "contacted", NOW, "command", actor="mia", note="Called; she is calm again. 😀\0")


def test_a_file_read_twice_and_a_link_clicked_twice_add_nothing(ledger: Ledger) -> None:
    resolved = CaseEvent("case-1", "resolved", NOW + timedelta(hours=1), "file", actor="mia")
    with ledger.writing() as connection:
        assert len(cases.append(connection, [CONTACTED, resolved, CONTACTED], NOW + timedelta(days=1))) == 2
        assert cases.append(connection, [CONTACTED, resolved], NOW + timedelta(days=2)) == []
        assert cases.append(connection, [replace(CONTACTED, happened_at=NOW + timedelta(milliseconds=9))]) == []
        history = cases.history(connection, "case-1")
    assert [event["kind"] for event in history] == ["contacted", "resolved"]
    assert history[0]["note"] == "Called; she is calm again. 😀"


def test_a_case_is_escalated_to_a_level_once(ledger: Ledger) -> None:
    backup = CaseEvent("case-1", "escalated", NOW, "rule", assignee="bo", level=1)
    with ledger.writing() as connection:
        cases.append(connection, [backup], NOW)
        assert cases.append(connection, [replace(backup, happened_at=NOW + timedelta(hours=2))]) == []
        cases.append(connection, [replace(backup, level=2, assignee="chief")], NOW)
        assert cases.escalation_levels(connection) == {"case-1": 2}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"kind": "forgotten"}, "nothing that happens"),
        ({"came_by": "pigeon"}, "no way"),
        ({"kind": "assigned"}, "needs the owner"),
        ({"kind": "escalated", "assignee": "bo"}, "level"),
        ({"kind": "note", "note": " "}, "words"),
        ({"actor": None}, "who did it"),
        ({"happened_at": NOW + timedelta(days=3)}, "future"),
    ],
)
def test_an_event_that_says_too_little_is_refused(ledger: Ledger, changed: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason), ledger.writing() as connection:
        cases.append(connection, [replace(CONTACTED, **changed)], NOW)
