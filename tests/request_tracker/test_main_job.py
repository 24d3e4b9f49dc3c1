"""The main job against the real server: what BI opens afterwards is what the server says."""

from pathlib import Path

from tests.end_to_end.runs import State
from tests.request_tracker.conftest import Story, rows
from tests.request_tracker.test_marts import expected, key


def test_the_published_tickets_are_the_servers(story: Story, tmp_path: Path) -> None:
    state, server = State(tmp_path / "state"), story.second.server
    variables = {"REQUEST_TRACKER_BASE_URL": story.tracker.base_url, "REQUEST_TRACKER_TOKEN": story.tracker.reader}
    state.succeed(variables)
    columns = [name for name in expected(server, "1") if name != "email"]
    found = rows(
        state.folder / "published/voice.duckdb", f"select ticket_key, {', '.join(columns)} from marts.fct_tickets"
    )
    wanted = {key(ticket): {name: expected(server, ticket)[name] for name in columns} for ticket in server.tickets}
    assert {row[0]: dict(zip(columns, row[1:], strict=True)) for row in found} == wanted
    assert len(found) == len(wanted)
    state.succeed(variables)
    assert "Nothing new" in state.log.read_text()
