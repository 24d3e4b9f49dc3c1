"""`voc case import`: follow-ups from a CSV; good lines are kept, bad ones are told with their number."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.cli import case_import
from orchestration.cli.case_commands import add_commands
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from tests.orchestration.alerts.rounds.marts import Marts
from tests.orchestration.test_case_command import events

NOW = datetime.now(UTC)
Load = Callable[..., tuple[int, str]]


@pytest.fixture
def load(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Load:
    """Reads a CSV of this text over two published cases; exit code and what was said."""
    published = Marts(settings.published, is_published=True)
    for key in ("aa11", "bb22"):
        published.case(key, NOW - timedelta(days=3))
    published.close()
    parser = argparse.ArgumentParser(prog="voc")
    add_commands(parser.add_subparsers())

    def run(text: str, encoding: str = "utf-8") -> tuple[int, str]:
        (tmp_path / "calls.csv").write_bytes(text.encode(encoding))
        arguments = parser.parse_args(["case", "import", str(tmp_path / "calls.csv")])
        code = int(arguments.command(arguments))
        return code, capsys.readouterr().out

    return run


GOOD = """case,kind,at,by,to,note
aa11,contacted,2026-03-31T14:00+02:00,Jo,,Rang her
bb,assigned,2026-03-31T15:00,Jo,billing_lead,
bb22,resolve,2026-04-01,Jo,,
"""


def test_what_was_done_is_recorded_with_when_and_by_whom(load: Load, settings: Settings) -> None:
    assert load(GOOD) == (0, "3 recorded, 0 were known already, 0 refused.\n")
    (first,) = events(settings, "aa11")
    assert (first["kind"], first["actor"], first["note"], first["came_by"]) == ("contacted", "Jo", "Rang her", "file")
    assert first["happened_at"] == datetime(2026, 3, 31, 12, tzinfo=UTC)
    given, over = events(settings, "bb22")
    assert (given["assignee"], given["happened_at"]) == ("billing_lead", datetime(2026, 3, 31, 15, tzinfo=UTC))
    assert over["kind"] == "resolved", "the command's word for it does as well"


def test_the_same_file_again_adds_nothing(load: Load, settings: Settings) -> None:
    load(GOOD)
    assert load(GOOD + "aa11,contacted,2026-03-31T14:00+02:00,Jo,,Rang her\n") == (
        0,
        "0 recorded, 4 were known already, 0 refused.\n",
    )
    assert len(events(settings, "aa11")) == 1


def test_good_lines_are_kept_and_each_bad_one_is_told(load: Load, settings: Settings) -> None:
    later = (NOW + timedelta(hours=2)).isoformat()
    bad = {
        3: ("zz,contacted,2026-03-31,Jo,,", "No case begins with zz"),
        4: ("aa11,phoned,2026-03-31,Jo,,", "phoned is nothing that happens to a case"),
        5: ("aa11,contacted,31/03/2026,Jo,,", "31/03/2026 is no instant: write one such as"),
        6: (f"aa11,contacted,{later},Jo,,", "cannot have happened in the future"),
        7: ("aa11,contacted,2026-03-31,,,", "needs who did it"),
        8: ("aa11,assigned,2026-03-31,Jo,nobody,", "There is no owner nobody"),
        9: ("aa11,assigned,2026-03-31,Jo,,", "needs the owner who has it now"),
        10: ("aa11,note,2026-03-31,Jo,,  ", "A note needs words"),
        11: ("aa11,contacted", "nothing is no instant"),
        12: (",contacted,2026-03-31,Jo,,", "No case begins with nothing"),
    }
    lines = ["case,kind,at,by,to,note", "aa11,contacted,2026-03-31,Jo,,", *(line for line, _ in bad.values())]
    code, said = load("\n".join([*lines, "bb22,dismiss,2026-03-31,Jo,,"]))
    assert code == 1
    first, *problems = said.splitlines()
    assert first == "2 recorded, 0 were known already, 10 refused."
    for (number, (_, reason)), problem in zip(bad.items(), problems, strict=True):
        assert f"calls.csv, line {number}: " in problem
        assert reason in problem
    assert [len(events(settings, case)) for case in ("aa11", "bb22")] == [1, 1]


def test_a_note_of_several_lines_is_one_note_and_lines_are_counted_as_an_editor_does(
    load: Load, settings: Settings
) -> None:
    """Split at line ends before reading, a quoted note lost them, and numbers behind empty lines were wrong."""
    code, said = load('case,kind,at,by,note\n\naa11,note,2026-03-31,Jo,"Rings\nafter six"\nzz,note,2026-03-31,Jo,x\n')
    assert (code, events(settings, "aa11")[0]["note"]) == (1, "Rings\nafter six")
    assert "calls.csv, line 5: No case begins with zz" in said


def test_a_file_of_a_spreadsheet_may_begin_with_a_mark_and_have_more_columns(load: Load) -> None:
    text = "case,kind,at,by,mood\r\naa11,contacted,2026-03-31,Jo,fine\r\naa11,take,2026-03-31,Jo,fine,and,more\r\n"
    assert load(text, "utf-8-sig")[0] == 0


@pytest.mark.parametrize(
    ("text", "encoding"), [("", "utf-8"), ("case,kind,at\naa11,note,x\n", "utf-8"), ("case,kind,at,by\n", "utf-8")]
)
def test_a_file_without_the_columns_or_without_lines_is_refused_whole(load: Load, text: str, encoding: str) -> None:
    with pytest.raises(UserError, match="line 1: a header with case, kind, at, by and lines below it are needed"):
        load(text, encoding)


def test_a_file_that_is_not_utf_8_is_refused_with_the_reason(load: Load) -> None:
    with pytest.raises(UserError, match="it is no CSV in UTF-8"):
        load(GOOD.replace("Jo", "Jø"), "latin-1")


def test_a_file_that_is_not_there_is_refused_with_its_name() -> None:
    with pytest.raises(UserError, match=r"no\.csv cannot be read: No such file"):
        case_import.load(argparse.Namespace(file="no.csv"))
