"""`voc digest`, as people type it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from orchestration.cli import main
from orchestration.cli.digest_files import newest_digest
from orchestration.cli.summary import Summary
from orchestration.cli.summary import lines as summary_lines
from orchestration.defs.alerts import deliver_now
from orchestration.digests.rounds import previewing, sending
from orchestration.digests.rounds.making import Outcome
from orchestration.digests.rounds.saying import lines
from orchestration.ledger.store import opened
from orchestration.lib.settings import Settings
from orchestration.subscriptions.calendar import Calendar
from tests.orchestration.digests.conftest import NOW, SUPPORT, WEEK, Publish
from tests.orchestration.digests.stand_in import stand_in

Said = Callable[..., tuple[int, str]]


@pytest.fixture
def voc(
    settings: Settings,
    subscribed: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Said:
    """Type a command: its exit code, and what it said. The words of digests are a stand-in's."""
    os.environ["VOC_NOW"] = NOW.isoformat()
    subscribed(SUPPORT.replace("channels: mail", "channels: folder"))
    for module in (sending, previewing):
        monkeypatch.setattr(module, "project_composer", stand_in)

    def typed(*words: str) -> tuple[int, str]:
        code = main(["digest", *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return typed


def test_check_says_that_all_is_well_or_what_is_not(voc: Said, subscribed: Callable[[str], None]) -> None:
    code, said = voc("check")
    assert code == 0
    assert "1 audiences, all good" in said
    subscribed(SUPPORT + "    colour: red\n")
    code, said = voc("check")
    assert code == 2
    assert "subscriptions.yml:10: colour is no key of an audience" in said


def test_it_is_sent_once_and_listed(voc: Said, publish: Publish) -> None:
    publish()
    assert voc("send", "--due") == (
        0,
        "support, 2026-09-21 to 2026-09-27: digest to 2\n`voc outbox drain` sends what waits for delivery.\n",
    )
    assert voc("send") == (0, "No digest is due. `voc digest list` says when the next ones are.\n")
    code, said = voc("list")
    assert code == 0
    assert "Mon 2026-10-05 07:00 Europe/Copenhagen" in said
    assert "2026-09-21 to 2026-09-27" in said
    assert voc()[1] == said, "without an action it lists"


def test_what_waits_says_why(voc: Said, publish: Publish) -> None:
    publish(zendesk=NOW - timedelta(days=2))
    code, said = voc("send")
    assert (code, said) == (0, "support, 2026-09-21 to 2026-09-27: waits: not read past 2026-09-27: Zendesk\n")


def test_a_correction_needs_a_period_that_was_sent_and_a_reason(voc: Said, publish: Publish) -> None:
    publish()
    assert voc("revise", "support", "--period", "2026-W39", "--reason", "x")[0] == 2
    voc("send")
    assert voc("revise", "support", "--period", "2026-W39", "--reason", " ")[0] == 2
    code, said = voc("revise", "support", "--period", "2026-W39", "--reason", "Answers came late.")
    assert (code, said.splitlines()[0]) == (0, "support, 2026-09-21 to 2026-09-27: digest to 2")
    assert voc("revise", "suport", "--period", "2026-W39", "--reason", "x")[1].startswith("voc: There is no audience")


@pytest.mark.parametrize("who", ["support_lead", "support-lead@company.example", "Somebody@company.example"])
def test_a_person_is_left_out_and_let_in_again(voc: Said, publish: Publish, who: str) -> None:
    publish()
    assert voc("unsubscribe", "support", who) == (0, f"{who} receives no digests of support any more.\n")
    assert voc("unsubscribe", "support", who) == (0, f"{who} received no digests of support already.\n")
    assert "digest to 1, 1 unsubscribed" in voc("send")[1]
    assert voc("resubscribe", "support", who) == (0, f"{who} receives the digests of support again.\n")
    assert voc("resubscribe", "support", who)[1] == f"{who} receives the digests of support all the time.\n"
    assert "digest to 2" in voc("revise", "support", "--period", "2026-W39", "--reason", "x")[1]


def test_nobody_unknown_is_unsubscribed(voc: Said) -> None:
    code, said = voc("unsubscribe", "support", "somebody")
    assert code == 2
    assert "no owner of the registry" in said


def test_a_preview_lies_beside_the_state_for_its_owner_only(voc: Said, publish: Publish, settings: Settings) -> None:
    publish()
    page = settings.state_dir / "elsewhere" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text("of everybody")
    code, said = voc("preview", "support", "--language", "da", "--html", str(page), "--no-open")
    assert code == 0
    files = sorted((settings.state_dir / "digests").iterdir())
    assert [file.name for file in files] == [f"support-week-2026-09-21-da.{kind}" for kind in ("eml", "html", "txt")]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in [*files, page])
    assert said.splitlines() == [str(files[1]), str(files[0]), str(files[2]), str(page)]
    assert "Revision 1 in da." in files[2].read_text()
    assert b"Revision 1 in da." in page.read_bytes()
    with opened(settings) as ledger, ledger.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from outbox").scalar_one() == 0


def test_a_preview_of_a_week_that_is_not_whole_says_so(voc: Said, publish: Publish) -> None:
    publish(zendesk=NOW - timedelta(days=2))
    assert "would not be sent yet: not read past 2026-09-27: Zendesk." in voc("preview", "support", "--no-open")[1]


def test_a_program_that_has_the_warehouse_open_is_named(voc: Said, publish: Publish, settings: Settings) -> None:
    publish()
    opens = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", opens, str(settings.warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
        for words in (("preview", "support", "--no-open"), ("send",)):
            code, said = voc(*words)
            assert code == 2
            assert f"Another program has {settings.warehouse} open" in said
            assert f"PID {holder.pid}" in said
        holder.communicate()


def test_a_preview_without_anything_published_is_refused(voc: Said) -> None:
    code, said = voc("preview", "support", "--no-open")
    assert code == 2
    assert "nothing is published yet" in said


def test_a_preview_comes_by_mail_and_counts_as_no_digest(voc: Said, publish: Publish, settings: Settings) -> None:
    publish()
    code, said = voc("preview", "support", "--send-me", "me@company.example", "--channel", "folder")
    assert (code, said) == (0, "1 sent, 0 to be tried again, 0 failed for good.\n")
    assert [file.suffix for file in sorted((settings.state_dir / "messages").iterdir())] == [".eml", ".html"]
    with opened(settings) as ledger, ledger.reading() as connection:
        assert connection.exec_driver_sql("select kind from outbox").scalars().all() == ["test"]
        assert connection.exec_driver_sql("select count(*) from digests").scalar_one() == 0
    assert voc("preview", "support", "--send-me", "me@company.example", "--channel", "chat")[0] == 2
    assert voc("preview", "support", "--channel", "folder")[0] == 2


def test_the_newest_digest_can_be_opened(voc: Said, publish: Publish, settings: Settings) -> None:
    publish()
    assert newest_digest(settings) is None
    voc("send")
    deliver_now(30)
    page = newest_digest(settings)
    assert page is not None
    assert "Revision 1" in page.read_text()


def test_the_end_of_a_run_names_what_went_out_and_what_to_open() -> None:
    done = Summary(titles={}, digests=["support: digest to 2"], newest_digest=Path("/state/messages/x.html"))
    said = summary_lines(done)
    assert "  support: digest to 2" in said
    assert "  - open a digest: /state/messages/x.html" in said


def test_trouble_is_marked() -> None:
    week = Calendar().window("week", WEEK)
    failed = Outcome("a", week, "failed", reason="ValueError at somewhere:3")
    assert lines([failed]) == ["a, 2026-09-21 to 2026-09-27: FAILED: ValueError at somewhere:3"]
    assert failed.is_trouble


@pytest.mark.parametrize("action", ["check", "list", "preview", "send", "revise", "unsubscribe", "resubscribe"])
def test_every_action_has_help(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["digest", action, "--help"])
    assert ended.value.code == 0
    assert f"usage: voc digest {action}" in capsys.readouterr().out
