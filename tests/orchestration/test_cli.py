"""What a person meets at the command line: help everywhere, one line for a mistake, reliable exit codes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from orchestration.cli import main
from orchestration.cli.parser import build_parser
from orchestration.lib import registries

ROOT = Path(__file__).parents[2]
COMMANDS = [
    "run", "publish", "status", "sources", "metric", "drivers", "health", "restated", "reconcile", "mf", "scales",
    "doctor", "ui", "sample", "version",
]  # fmt: skip
ACTIONS = ["generate", "advance", "serve", "reset"]

HOLDER = """
import sys, time
from pathlib import Path
from ingestion.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def _hold(warehouse: Path, script: str = HOLDER) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(warehouse)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


OPENER = """
import sys, time
import duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS), *(["sample", name] for name in ACTIONS)])
def test_every_command_explains_itself(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    assert "usage: voc" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["sing"], ["run", "--wait", "soon"], ["ui", "--port", "99999"], []])
def test_what_cannot_be_understood_ends_with_2(words, capsys):
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args(words)
    assert ended.value.code == 2
    assert "usage: voc" in capsys.readouterr().err


def test_a_reader_that_has_gone_ends_it_quietly():
    command = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", "sources"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    command.stdout.close()
    assert command.stderr.read() == ""
    assert command.wait() == 141


def test_help_costs_no_slow_import():
    code = (
        "import sys; from orchestration.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "assert not {'dagster', 'dlt', 'dbt', 'duckdb', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (["run", "--source", "typefrom"], {}, "There is no source called 'typefrom'. Sources: "),
        (["run", "--source", "stripe"], {"TYPEFORM_TOKEN": "t"}, "stripe is not configured: set STRIPE_API_KEY"),
        (["run"], {"VOC_STATE_DIR": "/proc/nowhere"}, "The state folder /proc/nowhere cannot be written"),
        (["publish"], {}, "There is no warehouse at "),
        (["sample", "advance"], {}, "There is no sample company in "),
        (["sample", "reset", "--with-warehouse"], {"STRIPE_API_KEY": "k"}, "holds data of real sources (stripe)"),
    ],
)
def test_a_mistake_is_told_in_one_line_and_ends_with_2(words, environment, said, capsys):
    os.environ.update(environment)
    assert main(words) == 2
    error = capsys.readouterr().err
    assert error.startswith("voc: ")
    assert said in error
    assert "Traceback" not in error
    assert len(error.strip().splitlines()) == 1


def test_a_second_run_says_who_holds_the_lock(settings, capsys):
    holder = _hold(settings.warehouse)
    try:
        assert main(["run"]) == 2
        assert f"process {holder.pid}" in capsys.readouterr().err
    finally:
        holder.kill()
        holder.wait()


def test_a_program_that_has_the_warehouse_open_is_named(settings, capsys):
    os.environ["TYPEFORM_TOKEN"] = "configured, so that no sample company is made"
    holder = _hold(settings.warehouse, OPENER)
    try:
        assert main(["run"]) == 2
        shown = capsys.readouterr().err
        assert f"Another program has {settings.warehouse} open" in shown
        assert f"PID {holder.pid}" in shown
        assert "Traceback" not in shown
    finally:
        holder.kill()
        holder.wait()


def test_a_warehouse_that_is_none_says_so(settings, capsys):
    os.environ["TYPEFORM_TOKEN"] = "configured, so that no sample company is made"
    settings.warehouse.write_text("not a database" * 1000)
    assert main(["run"]) == 2
    shown = capsys.readouterr().err
    assert f"{settings.warehouse} cannot be opened" in shown
    assert "Traceback" not in shown


def test_a_memory_limit_that_is_no_size_is_refused(settings, capsys):
    os.environ.update({"TYPEFORM_TOKEN": "configured, so that no sample company is made", "VOC_MEMORY_LIMIT": "a lot"})
    assert main(["run"]) == 2
    assert "VOC_MEMORY_LIMIT is a lot, which is not a size: say 512MB or 4GB." in capsys.readouterr().err


def test_waiting_takes_over_when_the_holder_is_killed(settings):
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema marts; create table marts.customer_voice as select 'k' as customer_key")
    holder = _hold(settings.warehouse)
    waiting = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", "publish", "--wait", "60"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    time.sleep(1.0)
    assert waiting.poll() is None
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    output, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, output
    assert settings.published.exists()


def test_state_commands_work_before_anything_was_run(capsys):
    assert main(["status"]) == 0
    assert main(["sources"]) == 0
    assert main(["version"]) == 0
    output = capsys.readouterr().out
    assert "Nothing is published yet" in output
    assert "needs STRIPE_API_KEY" in output
    assert "duckdb 1.5" in output


def test_doctor_names_the_line_of_a_registry_that_cannot_be_used(capsys, monkeypatch, tmp_path):
    seeds = shutil.copytree(ROOT / "dbt_project" / "seeds", tmp_path / "seeds")
    (seeds / "touchpoints.csv").write_text("touchpoint,title,journey_stage,sort_order\nbilling,Paying,pay,fourth\n")
    monkeypatch.setattr(registries, "SEEDS", str(seeds))
    assert main(["doctor", "--offline"]) == 1
    assert "!!  registries: touchpoints.csv, line 2: sort_order is not a whole number" in capsys.readouterr().out


def test_doctor_says_what_is_half_configured_and_what_does_not_answer(capsys, unused_port):
    os.environ.update({"TRUSTPILOT_TOKEN": "t", "TYPEFORM_TOKEN": "t"})
    os.environ["TYPEFORM_BASE_URL"] = f"http://127.0.0.1:{unused_port}"
    assert main(["doctor"]) == 1
    output = capsys.readouterr().out
    assert "!!  trustpilot: half configured\n      Set TRUSTPILOT_BUSINESS_UNIT_ID too" in output
    assert f"127.0.0.1:{unused_port} does not answer" in output


def test_a_secret_for_the_customer_key_is_made_once_and_kept_to_its_owner(settings):
    file = settings.state_dir / "key_secret"
    assert file.stat().st_mode & 0o777 == 0o600
    made = os.environ.pop("VOC_KEY_SECRET")
    settings.apply()
    assert os.environ["VOC_KEY_SECRET"] == made == file.read_text()


def test_publish_stops_marts_that_carry_personal_data(settings, capsys):
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema marts; create table marts.customer_voice as select 'k' as customer_key")
    assert main(["publish"]) == 0
    before = settings.published.stat().st_ino
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("alter table marts.customer_voice add column email varchar")
    capsys.readouterr()
    assert main(["publish"]) == 1
    output = capsys.readouterr().out
    assert "marts.customer_voice: 1 text columns named like personal data" in output
    assert settings.published.stat().st_ino == before
