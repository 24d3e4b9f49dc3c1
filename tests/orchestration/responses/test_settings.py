"""The section `responses` of the file of subscriptions: what it may say, and faults with file, line and what to do."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from orchestration.alerts.rules.nodes import parse
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.responses.configured import require_reports
from orchestration.responses.model import Condition
from orchestration.responses.settings import read_responses
from orchestration.subscriptions import logo
from orchestration.subscriptions.known import known
from orchestration.subscriptions.model import Brand
from tests.orchestration.messages.samples import png

WHOLE = """
responses:
  - name: unhappy
    title: Unhappy answers
    surveys: [FNPS0001, FCST0001]
    only_when: {metric: nps, at_most: 6, has_comment: true}
    recipients: [owner, leaders, somebody@company.example]
    channels: folder
    language: da
    brand: acme
    context: false
    most_a_day: 5
    look_back_days: 10
    business_hours: true
    enabled: false
"""
SHORT = "responses:\n  - name: unhappy\n    title: Unhappy answers\n    channels: folder\n"


def read(text: str, settings: Settings) -> tuple[list, list[str]]:
    root, _ = parse(text, "subscriptions.yml")
    assert root is not None
    groups, brands = {"leaders": ("customer_director",)}, {"acme": Brand("Acme", "#7a1f5c")}
    reports, problems = read_responses(
        "subscriptions.yml", root.value.get("responses"), known(settings), groups, brands
    )
    return list(reports), [str(problem) for problem in problems]


def test_every_key_of_a_report(settings: Settings) -> None:
    (report,), problems = read(WHOLE, settings)
    assert problems == []
    assert report.surveys == ("FNPS0001", "FCST0001")
    assert report.condition == Condition("nps", 6, None, True)
    assert report.recipients == ("owner", "customer_director", "somebody@company.example")
    assert (report.language, report.brand.name, report.has_context) == ("da", "Acme", False)
    assert (report.most_a_day, report.look_back_days, report.is_business_hours) == (5, 10, True)
    assert not report.is_enabled


def test_what_is_not_said_is_the_usual(settings: Settings) -> None:
    (report,), problems = read(SHORT, settings)
    assert problems == []
    assert (report.surveys, report.condition, report.recipients) == (None, Condition(), ("owner",))
    assert (report.has_context, report.most_a_day, report.look_back_days) == (True, 20, 30)


@pytest.mark.parametrize("section", ["", "responses:\n", "responses: []\n"])
def test_no_report_is_nothing_wrong(section: str, settings: Settings) -> None:
    assert read(section or "audiences: []\n", settings) == ([], [])


@pytest.mark.parametrize(
    ("line", "said", "number"),
    [
        ("surveys: FNPS0002", "do you mean FNPS0001?", 5),
        ("only_when: {metric: npss, at_most: 6}", "do you mean nps?", 5),
        ("only_when: {metric: nps}", "metric needs at_most or at_least", 5),
        ("only_when: {at_most: 6}", "metric is missing", 5),
        ("only_when: {has_coment: true}", "do you mean has_comment?", 5),
        ("only_when: nps", "only_when must be a mapping", 5),
        ("recipients: [owner, nobody]", "nobody is no owner (owners.csv), group or address", 5),
        ('recipients: "a@b.example\\nBcc: c@d.example"', "no owner", 5),
        ("language: de", "language de is not known", 5),
        ("brand: acmee", "do you mean acme?", 5),
        ("most_a_day: 0", "out of range", 5),
        ("look_back_days: 61", "out of range", 5),
        ("context: perhaps", "neither true nor false", 5),
        ("chanels: mail", "do you mean channels?", 5),
    ],
)
def test_a_fault_says_where_it_is_and_what_to_do(line: str, said: str, number: int, settings: Settings) -> None:
    reports, problems = read(f"{SHORT}    {line}\n", settings)
    assert reports == []
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"subscriptions.yml:{number}: ")
    assert said in problems[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("responses: {name: unhappy}\n", "responses must be a list"),
        ("responses: [unhappy]\n", "a report must have keys"),
        ("responses:\n  - {name: Un Happy, title: T, channels: folder}\n", "lower case words"),
        ("responses:\n  - {name: unhappy, channels: folder}\n", "title is missing"),
        ("responses:\n  - {name: unhappy, title: T}\n", "channels is missing"),
        ("responses:\n  - {name: unhappy, title: T, channels: pigeon}\n", "channels pigeon is not known"),
        (f"{SHORT}{SHORT.partition(chr(10))[2]}", "name unhappy stands on line 2 already"),
    ],
)
def test_what_is_no_report_is_refused(text: str, said: str, settings: Settings) -> None:
    reports, problems = read(text, settings)
    assert reports == []
    assert any(said in problem for problem in problems), problems


def test_the_projects_own_file_holds(settings: Settings) -> None:
    assert [report.name for report in require_reports(settings)] == ["unhappy_relationship"]


def test_a_faulty_file_is_refused_whole(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.yml"
    monkeypatch.setenv("VOC_SUBSCRIPTIONS", str(file))
    file.write_text(f"{SHORT}    surveys: NOBODY\n    chanels: x\n")
    with pytest.raises(UserError) as refused:
        require_reports(settings)
    assert "mine.yml:5: surveys NOBODY" in str(refused.value)
    assert "mine.yml:6: chanels" in str(refused.value)


def broken(content: bytes) -> bytes:
    """One byte of the picture turned."""
    return content[:45] + bytes([content[45] ^ 1]) + content[46:]


def wide(width: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, 10, 8, 0, 0, 0, 0)
    content = png()
    return content[:8] + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + content[33:]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=alert(1)>", "no PNG, whatever its name says"),
        (b"\xff\xd8\xff\xe0 a photograph", "no PNG"),
        (b"", "no PNG"),
        (png()[:-20], "cut off|damaged"),
        (png()[:8], "cut off"),
        (broken(png()), "damaged"),
        (png() + b"<script>alert(1)</script>", "something follows the picture"),
        (png() + b"x" * 60_000, "larger than 60 kB"),
        (wide(5_000), "5000 x 10 pixels"),
    ],
)
def test_a_wrong_logo_is_refused_with_file_and_line(
    content: bytes, said: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    (tmp_path / "mine.yml").write_text("brands:\n  acme:\n    logo: logo.png\n" + SHORT)
    monkeypatch.setenv("VOC_SUBSCRIPTIONS", str(tmp_path / "mine.yml"))
    with pytest.raises(UserError, match=f"mine.yml:3: logo logo.png: .*({said})"):
        require_reports(settings)


def test_a_logo_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path / "none.png", tmp_path):
        with pytest.raises(ValueError, match="no such file"):
            logo.read(place)


def test_a_whole_logo_is_taken_from_the_folder_of_the_file(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "logo.png").write_bytes(png())
    (tmp_path / "mine.yml").write_text(
        f'brands:\n  acme: {{name: Acme, logo: logo.png, colour: "#7a1f5c"}}\n{SHORT}    brand: acme\n'
    )
    monkeypatch.setenv("VOC_SUBSCRIPTIONS", str(tmp_path / "mine.yml"))
    (report,) = require_reports(settings)
    assert report.brand.logo == tmp_path / "logo.png"


@pytest.mark.parametrize("colour", ["#ffffff", "#ffd700", "red"])
def test_white_letters_must_be_read_on_a_brands_colour(
    colour: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.yml").write_text(f'brands:\n  acme:\n    colour: "{colour}"\n{SHORT}')
    monkeypatch.setenv("VOC_SUBSCRIPTIONS", str(tmp_path / "mine.yml"))
    with pytest.raises(UserError, match=r"mine\.yml:3: colour"):
        require_reports(settings)
