"""Catalogues are complete and say the same as the code; one that is wrong is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.language import LANGUAGES, catalogues, locales, say, speaking
from orchestration.language.catalogues import CatalogueError, faults, key, read, said, texts
from orchestration.language.extract import as_file, main, missing
from orchestration.language.locales import CATALOGUES, forms
from orchestration.language.sources import Found, found

OTHERS = [code for code in LANGUAGES if code != "en"]
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=4; plural=0;\\n"\n\n'


@pytest.fixture(scope="module")
def said_here() -> Found:
    return found()


def test_all_that_is_said_can_be_translated(said_here: Found) -> None:
    assert said_here.problems == []
    assert len(said_here.keys) > 300


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_says_all_of_it_and_nothing_else(code: str, said_here: Found) -> None:
    catalogue = read(CATALOGUES / f"{code}.po")
    known = {key(each): said(each) for each in catalogue if each.id}
    assert missing(said_here.keys, known) == [], "run `make catalogues`, and translate"
    assert set(known) == said_here.keys, "run `make catalogues`"
    assert list(faults(catalogue, code)) == []
    assert not any(each.fuzzy for each in catalogue if each.id)
    assert all(len(each) == len(forms(code)) for one, each in known.items() if isinstance(one, tuple))


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_lies_as_the_command_writes_it(code: str, said_here: Found) -> None:
    path = CATALOGUES / f"{code}.po"
    known = {key(each): said(each) for each in read(path) if each.id}
    assert path.read_bytes() == as_file(code, said_here.keys, known), "run `make catalogues`"


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_is_in_its_own_letters(code: str) -> None:
    shown = "".join("".join(each) for each in texts(code).values())
    assert ("ж" in shown) is (code == "ru")
    assert not {"\u00ad", "\u200b", "\ufeff"} & set(shown)


def test_the_committed_catalogues_pass_the_command_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.language.extract", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ('msgid "{name} is late"\nmsgstr "{nom} запаздывает"', "has other places"),
        ('msgid "{name} is late"\nmsgstr "Запаздывает"', "has other places"),
        ('msgid "{name} is late"\nmsgstr "{name} {name} запаздывает"', "has other places"),
        ('msgid "{name} is late"\nmsgstr "{name.__class__} запаздывает"', "cannot be filled in"),
        ('msgid "{name} is late"\nmsgstr "{name!r} запаздывает"', "cannot be filled in"),
        ('msgid "{name} is late"\nmsgstr "{name запаздывает"', "cannot be filled in"),
        ('#, fuzzy\nmsgid "Today"\nmsgstr "Вчера"', "is marked fuzzy"),
        ('msgctxt "menu"\nmsgid "Open"\nmsgstr "Открыть"', "a context"),
        ('msgid "Look here"\nmsgstr "Смотрите https://example.org"', "has an address"),
        ('msgid "Look here"\nmsgstr "<b>Смотрите</b>"', "has an address, a tag"),
        ('msgid "Look here"\nmsgstr "Смотрите\u202e"', "a control character"),
        ('msgid "Run `voc run`"\nmsgstr "Запустите `rm -r`"', "has other commands"),
        ('msgid "[phone]"\nmsgstr "телефон"', "is in square brackets"),
        ('msgid "{count} day"\nmsgid_plural "{count} days"\nmsgstr[0] "{count} день"\nmsgstr[1] "{count} дня"\n'
         'msgstr[2] "{count} дней"\nmsgstr[3] ""', "has 3 forms; 4 are needed"),
        ('msgid "{count} day"\nmsgid_plural "{count} days"\nmsgstr[0] "день"\nmsgstr[1] "{count} дня"\n'
         'msgstr[2] "{count} дней"\nmsgstr[3] "{count} дня"', "has other places"),
    ],
)  # fmt: skip
def test_a_wrong_catalogue_is_refused(message: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ru.po").write_text(HEAD + message + "\n", encoding="utf-8")
    monkeypatch.setattr(catalogues, "CATALOGUES", tmp_path)
    texts.cache_clear()
    try:
        with pytest.raises(CatalogueError, match=why), speaking("ru"):
            say("Today")
    finally:
        texts.cache_clear()


def test_what_is_not_translated_yet_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ru.po").write_text(HEAD + 'msgid "Today"\nmsgstr ""\n', encoding="utf-8")
    monkeypatch.setattr(catalogues, "CATALOGUES", tmp_path)
    texts.cache_clear()
    try:
        with speaking("ru"):
            assert say("Today") == "Today"
    finally:
        texts.cache_clear()


def test_a_catalogue_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts.cache_clear()
    reads = []
    monkeypatch.setattr(catalogues, "read", lambda path: reads.append(path) or read(path))
    for _ in range(3):
        with speaking("da"):
            assert say("today") == "i dag"
    assert len(reads) == 1


def test_a_further_language_is_one_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said_here: Found, capsys: pytest.CaptureFixture[str]
) -> None:
    """Polish: an empty file becomes a catalogue to be filled in, with its own four forms, and what is there is said."""
    path = tmp_path / "pl.po"
    path.write_bytes(b"")
    monkeypatch.setattr("orchestration.language.extract.CATALOGUES", tmp_path)
    assert main([]) == 1
    assert f"pl.po: missing: {'today'!r}" in capsys.readouterr().out
    content = path.read_text(encoding="utf-8")
    assert '"Language: pl\\n"' in content
    assert "nplurals=4" in content
    assert "# Polish. Forms of what is counted: one, few, many, other." in content
    assert missing(said_here.keys, {}) != []
    path.write_text(content.replace('msgid "today"\nmsgstr ""', 'msgid "today"\nmsgstr "dzisiaj"'), encoding="utf-8")
    main([])
    assert 'msgid "today"\nmsgstr "dzisiaj"' in path.read_text(encoding="utf-8")
    monkeypatch.setattr(catalogues, "CATALOGUES", tmp_path)
    monkeypatch.setattr(locales, "LANGUAGES", ("en", "pl"))
    with speaking("pl"):
        assert say("today") == "dzisiaj"


def test_the_command_names_what_cannot_be_translated(tmp_path: Path) -> None:
    folder = tmp_path / "orchestration"
    folder.mkdir()
    (folder / "said.py").write_text(
        'say(text)\nsay("{a} b", c=1)\nsay_count(n, "{count} x of {of}", "{count} xs")\n'
        'say("twice")\nsay_count(n, "twice", "two times")\nsay("{a} fine", a=1)\n',
        encoding="utf-8",
    )
    result = found(tmp_path)
    assert "{a} fine" in result.keys
    assert [problem.split(": ", 1)[0] for problem in result.problems[:3]] == [
        "orchestration/said.py:1",
        "orchestration/said.py:2",
        "orchestration/said.py:3",
    ]
    assert any("'twice' is said in two ways" in problem for problem in result.problems)
