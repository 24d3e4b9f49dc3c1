"""Bring the catalogues up to date with what is said: `python -m orchestration.language.extract`.

New texts come in without a translation, texts that nobody says any more go; nothing else changes, so that a catalogue
changes by what was changed. `--check` writes nothing. A new language: an empty file `catalogues/<language>.po`, and
this command. Does not belong here: which texts there are (sources.py).
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Collection, Mapping

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from babel.plural import to_gettext

from orchestration.language.catalogues import CatalogueError, Key, faults, key, read, said
from orchestration.language.locales import CATALOGUES, forms, locale
from orchestration.language.sources import found

WIDTH = 110


def main(arguments: list[str] | None = None) -> int:
    """0 where nothing is missing or wrong, else 1."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.language.extract", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    is_check = parser.parse_args(arguments).check
    texts = found()
    lines = list(texts.problems)
    for path in sorted(CATALOGUES.glob("*.po")):
        try:
            catalogue = read(path)
        except CatalogueError as error:
            lines.append(str(error))
            continue
        code = path.stem.replace("_", "-")
        known = {key(each): said(each) for each in catalogue if each.id and not each.fuzzy}
        wanted = as_file(code, texts.keys, known)
        if not is_check:
            path.write_bytes(wanted)
        lines += [f"{path.name}: {problem}" for problem in faults(catalogue, code)]
        lines += [f"{path.name}: missing: {text!r}" for text in missing(texts.keys, known)]
        if is_check and path.read_bytes() != wanted:
            lines.append(f"{path.name}: is not as `make catalogues` writes it")
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


def missing(keys: Collection[Key], known: Mapping[Key, tuple[str, ...]]) -> list[Key]:
    """Texts that are said, and not translated."""
    return [each for each in _sorted(keys) if not any(known.get(each, ()))]


def as_file(code: str, keys: Collection[Key], known: Mapping[Key, tuple[str, ...]]) -> bytes:
    """A catalogue's file: sorted, without dates and places in the code, plural forms in the order of CLDR."""
    plural = to_gettext(locale(code).plural_form)
    headers = {
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural,
    }
    catalogue = Catalog(locale=code.replace("-", "_"), fuzzy=False)
    catalogue.mime_headers = [*headers.items()]
    for each in _sorted(keys):
        texts = known.get(each, ())
        catalogue.add(each, texts[0] if isinstance(each, str) and texts else texts or None)
    body = io.BytesIO()
    write_po(body, catalogue, width=WIDTH, no_location=True, omit_header=True)
    # Babel's own header has the time in it.
    head = [
        f"# {locale(code).get_display_name('en')}. Forms of what is counted: {', '.join(forms(code))}.",
        "# How to write it: docs/digests/languages.md",
        'msgid ""',
        'msgstr ""',
        *(f'"{name}: {value}\\n"' for name, value in headers.items()),
    ]
    return ("\n".join(head) + "\n\n").encode() + body.getvalue()


def _sorted(keys: Collection[Key]) -> list[Key]:
    return sorted(keys, key=lambda each: each if isinstance(each, str) else each[0])


if __name__ == "__main__":
    raise SystemExit(main())
