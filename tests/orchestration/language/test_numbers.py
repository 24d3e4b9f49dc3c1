"""Numbers, units and durations as five languages write them."""

from __future__ import annotations

import pytest

from orchestration.language import speaking
from orchestration.language.figures import read_back, rounded, written
from orchestration.language.names import country_name, language_name, listed
from orchestration.language.numbers import apart, between, duration, measured, number, signed, trimmed


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "large", "small", "percent", "money"),
    [
        ("en", "1,234,567.5", "−0.3", "25.3%", "1,234 EUR"),
        ("da", "1.234.567,5", "−0,3", "25,3 %", "1.234 EUR"),
        ("sv", "1 234 567,5", "−0,3", "25,3 %", "1 234 EUR"),
        ("et", "1 234 567,5", "−0,3", "25,3%", "1 234 EUR"),
        ("ru", "1 234 567,5", "−0,3", "25,3 %", "1 234 EUR"),
    ],
)
def test_a_number_has_the_languages_marks(code: str, large: str, small: str, percent: str, money: str) -> None:
    with speaking(code):
        said = [number(1234567.5, 1), number(-0.3, 1), measured(25.3, "percent", 1), measured(1234, "eur", 0)]
        assert all(" " not in each for each in said), "no line may break inside"
    assert [plain(each) for each in said] == [large, small, percent, money]


@pytest.mark.parametrize("code", ["en", "da", "sv", "et", "ru"])
def test_what_rounds_to_nothing_has_no_sign(code: str) -> None:
    with speaking(code):
        assert {number(-0.04, 1), signed(-0.04, 1), signed(0.04, 1), signed(-0.0, 1)} == {number(0, 1)}
        assert signed(3, 0) == "+3"
        assert signed(-3, 0) == "−3"
        assert measured(None, "percent", 1) == measured(float("nan"), "points", 1) == "–"


@pytest.mark.parametrize("code", ["en", "da", "sv", "et", "ru"])
@pytest.mark.parametrize("value", [0, 1, -1, 1234.5, -1234567.25, 0.1, 1e9])
def test_a_number_that_is_written_can_be_read_back(code: str, value: float) -> None:
    for decimals in (0, 1, 2):
        assert read_back(written(rounded(value, decimals), code), code) == rounded(value, decimals)


@pytest.mark.parametrize(
    ("code", "low", "high"),
    [("en", "49.96%", "50%"), ("da", "49,96 %", "50 %"), ("et", "49,96%", "50%"), ("ru", "49,96 %", "50 %")],
)
def test_value_and_limit_differ_in_every_language(code: str, low: str, high: str) -> None:
    with speaking(code):
        assert tuple(plain(each) for each in apart(49.96, 50, "percent", 1)) == (low, high)
        for unit in ("percent", "points", "seconds", "days", "eur"):
            for value, limit in ((3.0000001, 3), (3600.4, 3600), (59.5, 60), (1e-9, 0)):
                first, second = apart(value, limit, unit, 0)
                assert first != second


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", ("5 h 12 min", "2 d 4 h", "40 s", "2 d", "57 to 66%")),
        ("da", ("5 t. 12 min", "2 d. 4 t.", "40 sek.", "2 d.", "57 til 66 %")),
        ("sv", ("5 tim 12 min", "2 d 4 tim", "40 s", "2 d", "57 till 66 %")),
        ("et", ("5 t 12 min", "2 p 4 t", "40 s", "2 p", "57 kuni 66%")),
        ("ru", ("5 ч 12 мин", "2 дн. 4 ч", "40 с", "2 дн.", "57…66 %")),
    ],
)
def test_durations_and_ranges(code: str, shown: tuple[str, ...]) -> None:
    with speaking(code):
        said = [duration(each) for each in (5 * 3600 + 720, 2 * 86400 + 4 * 3600, 40, 2 * 86400)]
        said.append(between(57, 66, "percent", 0))
        assert duration(-3600) == "−" + duration(3600)
        assert duration(-0.2) == duration(0)
        assert [duration(14_400, 1), duration(14_403, 1)] == [
            duration(14_400),
            f"{duration(14_400)}\u00a0{duration(3)}",
        ]
    assert tuple(plain(each) for each in said) == shown


@pytest.mark.parametrize(
    ("code", "units"),
    [
        ("en", ("1 day", "1.0 days", "5 sessions", "21 answers", "1 to 2 days", "3.5 per 100 customers")),
        ("da", ("1 dag", "1,0 dag", "5 sessioner", "21 svar", "1 til 2 dage", "3,5 pr. 100 kunder")),
        ("sv", ("1 dag", "1,0 dagar", "5 sessioner", "21 svar", "1 till 2 dagar", "3,5 per 100 kunder")),
        ("et", ("1 päev", "1,0 päeva", "5 seanssi", "21 vastust", "1 kuni 2 päeva", "3,5 100 kliendi kohta")),
        ("ru", ("1 день", "1,0 дня", "5 сеансов", "21 ответ", "1…2 дня", "3,5 на 100 клиентов")),
    ],
)
def test_units_take_the_form_of_their_number(code: str, units: tuple[str, ...]) -> None:
    with speaking(code):
        said = [
            measured(1, "days", 0),
            measured(1, "days", 1),
            measured(5, "sessions", 0),
            measured(21, "answers", 0),
            between(1, 2, "days", 0),
            measured(3.5, "per 100 customers", 1),
        ]
    assert tuple(plain(each) for each in said) == units


def test_levels_have_no_trailing_zeros() -> None:
    assert [trimmed(each, 2) for each in (60.0, 4.25, 100, 0.0, 1200)] == ["60", "4.25", "100", "0", "1,200"]


@pytest.mark.parametrize(
    ("code", "three", "swedish", "denmark"),
    [
        ("en", "a, b and c", "Swedish", "Denmark"),
        ("da", "a, b og c", "svensk", "Danmark"),
        ("sv", "a, b och c", "svenska", "Danmark"),
        ("et", "a, b ja c", "rootsi", "Taani"),
        ("ru", "a, b и c", "шведский", "Дания"),
    ],
)
def test_names_and_lists(code: str, three: str, swedish: str, denmark: str) -> None:
    with speaking(code):
        assert listed(["a", "b", "c"]) == three
        assert (listed([]), listed(["a"])) == ("", "a")
        assert (language_name("sv"), language_name("sv-SE"), country_name("dk")) == (swedish, swedish, denmark)
        assert (language_name("zzz"), language_name(None), country_name("X"), country_name("Denmark")) == (None,) * 4
