"""Names of people and streets in a text, whatever their case, accents and endings.

A name is found by its stem, since Russian, Estonian, Finnish, Latvian and Lithuanian bend it: `Мария` is `Марии` and
`Марией`, `Tamm` is `Tammele`, `Virtanen` is `Virtasen`. Stems find words that only begin alike, too: better so than
the other way. What stems cannot find (`Mägi`, `Mäe`; the same name in another alphabet) is said in docs/alerts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

ENDING = 5  # letters that an ending adds at most, in place of what the stem gave up
_VOWELS = "aeiouyаеиоуыэюяьй"
_FOLDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "s", "æ": "a", "œ": "o", "ı": "i", "þ": "t", "ð": "d"})
# Between names, in no language a name alone; masked, they would take the little words out of every sentence.
_PARTICLES = frozenset(
    {
        "al", "av", "da", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du", "el", "la", "le", "och",
        "of", "the", "ter", "und", "van", "von", "zu", "and", "as", "ou", "oy", "ab", "sa", "ag", "inc", "ltd", "llc",
        "gmbh", "com", "net", "org", "info", "mail", "gmail", "tn", "mnt", "mr", "mrs", "ms", "dr",
    }
)  # fmt: skip
_UNSPACED = re.compile("[\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
# A capital: whatever is a letter and no small one of these alphabets. An initial has its dot; `I` is nobody.
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яёšžčāēīūģķļņąęėįųůłśćńźż]"
_NAME = rf"(?:(?!I\b){_CAPITAL}[^\W\d_]+(?:['’\-][^\W\d_]+)*|(?!I\b){_CAPITAL}\b\.?)"
_INTRODUCED = re.compile(
    r"\b(?P<cue>(?i:my name is|my name's|this is|i am called|minu nimi on|minu nimi|mina olen|lugupidamisega|parimat|"
    r"tervitades|tervitustega|меня зовут|моё имя|мое имя|с уважением|ich hei(?:ß|ss)e|mein name ist|mit freundlichen "
    r"gr(?:ü|u)(?:ß|ss)en|viele gr(?:ü|u)(?:ß|ss)e|nimeni on|terveisin|jag heter|mitt namn är|med vänliga hälsningar|"
    r"vänliga hälsningar|mvh|jeg hedder|jeg heter|mit navn er|navnet mitt er|med venlig hilsen|med vennlig hilsen|"
    r"mans vārds ir|mani sauc|ar cieņu|mano vardas|pagarbiai|je m'appelle|cordialement|me llamo|saludos|mi chiamo|"
    r"cordiali saluti|nazywam się|pozdrawiam|best regards|kind regards|warm regards|regards|sincerely|yours truly|"
    r"yours sincerely))"
    rf"(?P<gap>[\s,.!:\-–—]{{1,4}})(?P<name>{_NAME}(?:\s{_NAME}){{0,3}})"
)
# These begin sentences as well: only the last words of all are a signature.
_SIGNED = re.compile(
    r"\b(?P<cue>(?i:thanks|thank you|many thanks|cheers|aitäh|tänan|спасибо|danke|tack|tak|takk|kiitos|merci|gracias))"
    rf"(?P<gap>[\s,.!\-–—]{{1,4}})(?P<name>{_NAME}(?:\s{_NAME}){{0,3}})[\s.!]*$"
)
_STREET = (
    r"(?:street|str|st|road|rd|avenue|ave|lane|ln|drive|square|tänav|tän|tn|maantee|mnt|puiestee|pst|tee|ул|улица|улице|"
    r"проспект|просп|пр|переулок|пер|шоссе|straße|strasse|weg|platz|gatan|gata|vägen|väg|vej|gade|allé|katu|tie|"
    r"iela|gatvė|gatve|rue|calle|via|ulica|ul)"
)
_BEFORE_NUMBER = re.compile(
    rf"(?:[^\W\d_][\w'’\-]*\s){{1,3}}{_STREET}\b\.?,?\s{{0,2}}\d{{1,4}}(?:\s?[a-zа-я]\b)?(?:\s?[-/]\s?\d{{1,4}})?\b",
    re.I,
)
_GLUED = re.compile(
    r"\b[^\W\d_]{3,}(?:straße|strasse|str\.|gatan|vägen|vej|gade|katu|tie|weg|platz)\s{1,2}\d{1,4}(?:\s?[a-z]\b)?(?!\d)",
    re.I,
)
_AFTER_NUMBER = re.compile(rf"\b\d{{1,4}}\s?[a-z]?,?\s(?:[^\W\d_][\w'’\-]*\s){{1,3}}{_STREET}\b\.?", re.I)
_KIND_FIRST = re.compile(
    r"\b(?:ул|улица|улице|проспект|просп|пр|переулок|пер|шоссе|rue|calle|via|ul|ulica)\b\.?\s"
    r"(?:[^\W\d_][\w'’.\-]*,?\s){1,3}(?:д\.?|дом|nr\.?)?\s?\d{1,4}\b(?:[-/,\s]{1,2}(?:кв\.?\s?)?\d{1,4}\b)?",
    re.I,
)


def words(value: str) -> list[str]:
    """The words of a name or address that can tell who somebody is."""
    local = value.partition("@")[0] if "@" in value else value
    found = [word for word in _WORD.findall(local) if folded(word) not in _PARTICLES]
    # A single letter is an initial, but a whole name where scripts write words without blanks between them.
    return [word for word in found if len(word) > 1 or _UNSPACED.search(word)]


def folded(word: str) -> str:
    """Without case and accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).translate(_FOLDED)


def without_known(text: str, known: Sequence[str], mark: str) -> str:
    """Each word that is one of the known, or a form of one."""
    for word in known:
        if _UNSPACED.search(word):
            text = text.replace(word, mark)
    whole = {folded(word) for word in known}
    begun = tuple({stem for word in whole for stem in _stems(word)})

    def replaced(match: re.Match[str]) -> str:
        word = folded(match[0])
        is_form = any(word.startswith(stem) and len(word) - len(stem) <= ENDING for stem in begun)
        return mark if word in whole or is_form else match[0]

    # Not inside a placeholder: `name` may be somebody's name.
    return "".join(
        part if part.startswith("[") and part.endswith("]") else _WORD.sub(replaced, part)
        for part in re.split(r"(\[[^\[\]]{1,80}\])", text)
    )


def without_introduced(text: str, mark: str) -> str:
    """The capitalised words after `my name is` or `best regards`, in the languages of the North and some more."""
    for pattern in (_INTRODUCED, _SIGNED):
        text = pattern.sub(lambda match: match["cue"] + match["gap"] + mark, text)
    return text


def without_streets(text: str, mark: str) -> str:
    """A street with a house's number."""
    for pattern in (_KIND_FIRST, _BEFORE_NUMBER, _GLUED, _AFTER_NUMBER):
        text = pattern.sub(mark, text)
    return text


def _stems(word: str) -> list[str]:
    """What all forms of a name begin with; none for names so short that half a language begins with it."""
    if len(word) < 3:
        return []
    stems = [word]
    if word.endswith("nen"):
        stems.append(word[:-3])  # Virtanen, Virtasen
    elif word.endswith(("ne", "as", "is", "us", "es")):
        stems.append(word[:-2])  # Rebane, Rebase; Kalnas, Kalno
    elif word[-1] in _VOWELS:
        stems.append(word[:-1])
    elif word[-1] == word[-2]:
        stems.append(word[:-1])  # Sepp, Sepa
    if len(word) > 4 and word[-2] in "еое" and word[-1] not in _VOWELS:
        stems.append(word[:-2] + word[-1])  # Павел, Павла
    return [stem for stem in stems if len(stem) >= 3]
