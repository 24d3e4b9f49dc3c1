"""What goes into the page, before any browser: nothing that may not be shown, the same bytes for the same data."""

from __future__ import annotations

import base64
import gzip
import json
import re
import stat
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import LockHeld
from ingestion.lock import writer_lock
from orchestration.cli import main
from orchestration.language import speaking
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.report import file, packing, write
from orchestration.report.reading import comments, database, series
from orchestration.report.reading.writers import ATTRIBUTES, Writers
from tests.orchestration.report import company

VARS = {"suppress_below": 5, "suppress_comments_below": 5}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return company.build(tmp_path_factory.mktemp("company") / "state")


def unpacked(page: Path, part: str) -> dict:
    text = re.search(f'id="part-{part}">([^<]*)<', page.read_text(encoding="utf-8"))
    assert text
    return json.loads(gzip.decompress(base64.b64decode(text[1])))


def test_every_number_of_the_mart_is_in_the_page_rounded_once(built):
    page = write(built)
    with duckdb.connect(str(built.published), read_only=True) as connection:
        rows = connection.execute(
            "select metric, period_type, dimension, dimension_value, period_start, value, n, is_suppressed "
            "from marts.voc_metrics order by all"
        ).fetchall()
        periods = series.periods(connection)
    decimals = {name: row[4] + (3 if row[2] == "seconds" else 0) for name, row in company.METRICS.items()}
    parts = {name: unpacked(page, f"metric-{name}")["series"] for name in company.METRICS}
    for metric, kind, dimension, group, start, value, n, is_hidden in rows:
        found = parts[metric][f"{kind}|{dimension}|{group}"]
        place = next(at for at, (first, _) in enumerate(periods[kind]) if first == start)
        shown, at = [], 0
        for step in found["p"]:
            at += step
            shown.append(at)
        if is_hidden:
            assert place not in shown
            assert any(first <= place <= last for first, last in found["h"])
            continue
        column = found["v"] if isinstance(found["v"], list) else [found["v"]] * len(shown)
        counts = found["n"] if isinstance(found["n"], list) else [found["n"]] * len(shown)
        digits = decimals[metric]
        assert Decimal(column[shown.index(place)]).scaleb(-digits) == Decimal(f"{value:.{digits}f}")
        assert counts[shown.index(place)] == n


def test_comments_say_of_their_writer_only_what_their_group_permits(built):
    with (
        database.published(built.published) as connection,
        database.warehouse(built.warehouse) as warehouse,
        speaking("en"),
    ):
        found = comments.read(connection, warehouse, VARS)
    assert found is not None
    said = dict(zip(found["text"], zip(*(decoded(found, name) for name in ATTRIBUTES), strict=True), strict=True))
    assert said["The invoice is unclear, call me: [e-mail]"] == ("support", "smb", None)
    # Support was hidden in February, comments of enterprise always, and no countries are published.
    assert said["Nobody may know who wrote this of February"] == (None, None, None)
    assert "An answer that does not count" not in said


def test_what_is_said_of_a_writer_is_together_true_of_enough_people(built):
    with database.published(built.published) as connection:
        writers = Writers.read(connection, VARS)
    months = {8: date(2026, 8, 1), 9: date(2026, 9, 1)}
    countries = {("country", "csat", month, "DK") for month in months.values()}
    writers = replace(writers, permitted=writers.permitted | countries)

    def said(month: int, segment: str | None = "smb") -> tuple:
        row = {"metric": "csat", "said_on": date(2026, month, 12), "touchpoint": "support", "country": "DK"}
        return tuple((writers.said({**row, "segment": segment}) or {}).values())

    assert said(9) == ("support", "smb", None), "seven of support and smb, of them four of Denmark"
    assert said(8) == ("support", None, None), "four of support and smb"
    assert said(9, None) == ("support", None, None), "four of support and Denmark"
    assert replace(writers, least=4).said({
        "metric": "csat", "said_on": date(2026, 9, 12), "touchpoint": "support", "segment": "smb", "country": "DK"
    }) == {"touchpoint": "support", "segment": "smb", "country": "DK"}  # fmt: skip


def decoded(found: dict, name: str) -> list:
    return [found[name]["values"][at] for at in found[name]["at"]]


def test_a_month_whose_comments_are_hidden_has_none(tmp_path):
    settings = company.build(tmp_path / "state")
    with duckdb.connect(str(settings.published)) as connection:
        connection.execute(
            "update marts.voc_metrics set is_comment_suppressed = true "
            "where metric = 'csat' and period_start = ? and dimension = 'all'",
            [date(2026, 9, 1)],
        )
    text = " ".join(unpacked(write(settings), "comments")["text"])
    assert "February" in text
    assert "invoice" not in text


def test_without_the_warehouse_there_are_no_comments_and_no_names(tmp_path):
    settings = company.build(tmp_path / "state")
    settings.warehouse.unlink()
    page = write(settings, has_names=True)
    assert unpacked(page, "comments") is None
    assert set(unpacked(page, "customers")["name"]) == {None}


def test_customers_are_keys_unless_names_are_asked_for(built):
    assert set(unpacked(write(built), "customers")["name"]) == {None}
    assert set(unpacked(write(built, has_names=True), "customers")["name"]) == {"Mette Holm"}


def test_a_page_with_names_is_never_the_one_that_links_open(built):
    page = write(built, has_names=True)
    assert page.parent == built.report.parent
    assert page != built.report


def test_who_would_write_waits_while_texts_are_read_and_the_page_waits_for_nobody(built):
    with database.warehouse(built.warehouse) as connection:
        assert connection is not None
        with pytest.raises(LockHeld), writer_lock(built.warehouse):
            pass
    with writer_lock(built.warehouse), database.warehouse(built.warehouse) as connection:
        assert connection is None


def test_no_address_and_no_hidden_text_is_anywhere(built):
    page = write(built, has_names=True)
    parts = re.findall(r'type="text/plain" id="[^"]*">([^<]*)<', page.read_text(encoding="utf-8"))
    whole = page.read_text(encoding="utf-8") + "".join(
        gzip.decompress(base64.b64decode(part)).decode() for part in parts
    )
    for secret in ("mette.holm@example.org", "mari@example.org", "An answer that does not count", "c" * 40):
        assert secret not in whole


def test_the_same_data_make_the_same_bytes(built):
    assert write(built).read_bytes() == write(built).read_bytes()


def test_nothing_in_the_data_ends_its_element():
    text = packing.embedded({"a": "</script><!-- \u2028\u2029 & ]]>"})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"a": "</script><!-- \u2028\u2029 & ]]>"}


def test_the_page_is_its_owners_and_replaces_the_old_one_whole(tmp_path):
    target = tmp_path / "report" / "report.html"
    file.put(target, "first")
    old = target.open(encoding="utf-8")
    file.put(target, "second")
    assert old.read() == "first"
    assert target.read_text() == "second"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [each.name for each in target.parent.iterdir()] == ["report.html"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        file.put(tmp_path / "file" / "report.html", "x")


def test_the_command_writes_where_it_is_told_and_opens_nothing_without_a_screen(
    state_dir, tmp_path, monkeypatch, capsys
):
    company.build(state_dir)
    monkeypatch.setattr("webbrowser.open", lambda _: pytest.fail("nobody sits here"))
    assert main(["report", "--output", str(tmp_path / "page.html"), "--metric", "csat", "--by", "touchpoint"]) == 0
    assert capsys.readouterr().out == f"Written: {tmp_path / 'page.html'}\n"
    assert '"selection":"metric=csat\\u0026by=touchpoint"' in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_the_command_opens_the_page_where_somebody_sits(state_dir, monkeypatch):
    company.build(state_dir)
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("orchestration.cli.report.has_screen", lambda: True)
    assert main(["report"]) == 0
    assert opened == [(state_dir / "report" / "report.html").as_uri()]
    assert main(["report", "--no-open"]) == 0
    assert len(opened) == 1


def test_nothing_published_is_said(state_dir, capsys):
    assert main(["report"]) != 0
    assert "`voc run` does it" in capsys.readouterr().err
