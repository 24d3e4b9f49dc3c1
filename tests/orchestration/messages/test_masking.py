"""Personal data in comments: what must go is gone, whatever is around it; what people need to understand stays."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.messages.masking import Known, mask, regions

# Comments of real systems, beside the project where a developer has them.
MATERIAL = Path(__file__).parents[4] / "shared" / "material"
KNOWN = Known.of("Mari-Liis Tamm", "mari.tamm@example.org", "Pärnu mnt 12, Tallinn")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to mari@example.org.", "write to [e-mail]."),
        ("write to mari (at) example dot org", "write to [e-mail]"),
        ("mari @ example . org", "[e-mail]"),
        ("Mail jüri@näide.ee", "Mail [e-mail]"),
        ("ｊｏｈｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[e-mail]"),
        ("I am @john_doe there", "I am [account] there"),
        ("see https://user:pw@shop.example.com/u/mari?token=abc", "see [link to shop.example.com]"),
        ("www.example.com/u/mari is mine", "[link to example.com] is mine"),
        ("shop.example.com/orders/17 fails", "[link to shop.example.com] fails"),
        ("mailto:a@b.example", "[e-mail]"),
        ("Call 5123 4567 after five", "Call [phone] after five"),
        ("Call +46 70 123 45 67", "Call [phone]"),
        ("Card 4111 1111-1111 1111 was charged", "Card [card number] was charged"),
        ("Refund to EE38 2200 2210 2014 5685 please", "Refund to [account number] please"),
        ("refund to ee382200221020145685", "refund to [account number]"),
        ("my code is 37605030299", "my code is [id number]"),
        ("hetu 131052-308T", "hetu [id number]"),
        ("customer 123456789012", "customer [number]"),
        ("born 12.03.1985", "born [phone]"),
        ("number 1000 0000 0000", "number [phone]"),
        ("Tammele ei vastata, ütles TAMM", "[name] ei vastata, ütles [name]"),
        ("I am MARI", "I am [name]"),
        ("My name is John Smith and I wait", "My name is [name] and I wait"),
        ("Меня зовут Иван Петров, жду", "Меня зовут [name], жду"),
        ("Slow. Best regards, Kati K.", "Slow. Best regards, [name]"),
        ("Bad. Thanks, John", "Bad. Thanks, [name]"),
        ("Elan Pärnu mnt 12-5", "[address]"),
        ("Приходите на ул. Ленина, д. 5", "Приходите на [address]"),
        ("at Hauptstraße 12 nobody came", "at [address] nobody came"),
    ],
)
def test_personal_data_become_what_they_were(text: str, masked: str) -> None:
    assert mask(text, KNOWN, country="EE", language="et") == masked


@pytest.mark.parametrize(
    "text",
    [
        "The 3 invoices of 2026 at 10:30 cost 1 200,50 EUR and I waited 45 minutes.",
        "Charged 210.94 on 2026-09-14 12:30, again on 15.09.2026 and 09/26/2026.",
        "Version 1.2.3 of the app crashes since order #123456.",
        "Thanks. The service was great, 10/10!",
        "Ok 👍🏽 très bien, häid uudiseid, спасибо большое!",
        "Delivery took 14 days instead of 3-5.",
    ],
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert mask(text, KNOWN, country="EE", language="et") == text


def test_russian_endings_of_a_known_name_are_masked() -> None:
    known = Known.of("Мария Кузнецова", "Павел")
    for text in ("Марии", "Марией", "КУЗНЕЦОВОЙ", "Павла", "павлу"):
        assert mask(f"Я говорил {text} вчера", known) == "Я говорил [name] вчера"


def test_names_in_scripts_without_blanks_are_found_inside_a_sentence() -> None:
    assert mask("我是王小明请给我打电话", Known.of("王小明")) == "我是[name]请给我打电话"


def test_an_initial_of_a_name_is_no_name() -> None:
    assert mask("O preço é o mesmo, o'brien", Known.of("O'Brien")) == "O preço é o mesmo, o'[name]"


def test_words_of_a_known_address_that_every_sentence_has_are_left() -> None:
    assert mask("Le prix de la table", Known.of("Jean de La Tour", None)) == "Le prix de la table"


def test_what_cannot_be_seen_is_removed() -> None:
    assert mask("a\u202egnp.exe\u202c b\u200bc\u0000d\ne\u00adf \U000e0041") == "agnp.exe bcd ef"
    assert mask("Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307a") == "Ź\u0302\u0303a"


def test_an_address_cut_up_by_hidden_characters_is_found() -> None:
    assert mask("ma\u200bri@exa\u00admple.org") == "[e-mail]"
    assert mask("5\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6") == "[number]"


def test_a_long_text_is_cut_after_a_word_and_never_inside_a_placeholder() -> None:
    assert mask("one two three four", longest=12) == "one two…"
    assert mask("word " * 3 + "a@b.example", longest=18) == "word word word…"
    assert len(mask("x" * 9_000)) == 400


def test_a_number_at_the_cut_of_an_endless_text_is_not_half_shown() -> None:
    text = "word " * 1_598 + "+372 5123 4567"
    assert not re.search(r"\d", mask(text, longest=10_000))


def test_hints_come_from_country_and_language() -> None:
    assert regions("EE", "ru") == ("EE", "RU")
    assert regions(None, "pt-BR") == ("BR", "PT")
    assert regions(None, None) == ()


def test_nothing_stays_nothing() -> None:
    assert mask(None) == mask("  \n ") == ""


WORDS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="@"), max_size=12), max_size=5
)
DIGITS = st.sampled_from("0123456789")
LOCALS = st.from_regex(r"[a-z]{3,8}(?:[._+-][a-z0-9]{2,6})?", fullmatch=True)
HOSTS = st.from_regex(r"[a-z]{3,10}\.(?:ee|com|example|co\.uk)", fullmatch=True)
NUMBERS = st.builds(
    lambda digits, gap: gap.join("".join(digits[place : place + 4]) for place in range(0, len(digits), 4)),
    st.lists(DIGITS, min_size=9, max_size=19).filter(lambda digits: digits[0] != "0"),
    st.sampled_from(["", " ", "-", ".", "\u00a0", "\u200b"]),
)


def around(words: list[str], secret: str) -> str:
    return " ".join([*words[: len(words) // 2], secret, *words[len(words) // 2 :]])


@settings(max_examples=150, deadline=None)
@given(WORDS, LOCALS, HOSTS)
def test_no_address_survives(words: list[str], local: str, host: str) -> None:
    masked = mask(around(words, f"{local}@{host}"), longest=10_000)
    assert f"{local}@" not in masked
    assert f"@{host}" not in masked


@settings(max_examples=150, deadline=None)
@given(WORDS, NUMBERS)
def test_no_long_number_survives(words: list[str], number: str) -> None:
    words = [re.sub(r"[\W\d_]", "", word) for word in words]
    masked = mask(around(words, number), longest=10_000, country="EE")
    assert not re.search(r"\d{4}", masked)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_masking_twice_is_masking_once_and_keeps_one_line(text: str) -> None:
    masked = mask(text, KNOWN, country="EE")
    assert mask(masked, KNOWN, country="EE") == masked
    assert len(masked.splitlines()) <= 1
    assert len(masked) <= 400


@pytest.mark.skipif(not MATERIAL.is_dir(), reason="no comments of real systems here")
def test_comments_of_real_systems_keep_no_address_no_link_and_no_long_number() -> None:
    texts = [
        value
        for file in sorted(MATERIAL.rglob("*.csv"))
        if re.search(r"comment|conversation|ticket|response", file.name)
        for row in csv.DictReader(file.open(encoding="utf-8", errors="replace"))
        for name, value in row.items()
        if name and re.search(r"body|description|subject|text|comment|value", name, re.I) and isinstance(value, str)
    ]
    assert len(texts) > 300
    for text in texts:
        masked = mask(text, longest=10_000)
        assert not re.search(r"\S@\S|https?:|www\.|\d{7}", masked), masked
    assert sum(bool(mask(text)) for text in texts) > 100
