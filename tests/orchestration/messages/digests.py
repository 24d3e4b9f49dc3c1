"""Digests as readers get them: one for each case that a verdict can be, in English, and the longest one in Russian.

Their words are written out here: what a look does is tested, not what is said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from orchestration.lib.plots.trend import Trend, TrendMark, TrendPoint, png
from orchestration.messages.message import (
    Figure,
    Link,
    Message,
    Plot,
    Quote,
    Row,
    Section,
    Severity,
    State,
    Table,
    TableRow,
    Tone,
)

GOOD, BAD, PLAIN = Tone.GOOD, Tone.BAD, Tone.PLAIN
FIRST = date(2026, 8, 17)
FALL = (10.0, 11.2, 15.6, 12.4, 14.2, 18.3, 14.4, 13.1, 18.2, 13.4, 16.1, 13.2, 3.1)
STEADY = (*FALL[:-1], 14.6)
RISE = (*FALL[:-1], 24.8)
FOOTER = (
    "Data through Sunday 15 November 2026, 23:59 (Copenhagen time). Built 16 Nov, 06:12; all 12 data checks passed.",
    "You receive this because you own Denmark and Sweden in the customer voice list.",
)
SMALL = (
    Link("Change scope or language", "https://voice.example.org/preferences"),
    Link("Unsubscribe", "https://voice.example.org/unsubscribe/AA"),
    Link("How the numbers are made", "https://voice.example.org/definitions"),
)
REPORT = (Link("Open the full report", "https://voice.example.org/report"),)


ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RUSSIAN = ("янв.", "февр.", "марта", "апр.", "мая", "июня", "июля", "авг.", "сент.", "окт.", "нояб.", "дек.")


def trend(values: tuple[float | None, ...], label: str, tone: Tone = PLAIN, marks: tuple[TrendMark, ...] = ()) -> Trend:
    """NPS by week."""
    months = RUSSIAN if "П" in label else ENGLISH
    days = [FIRST + timedelta(weeks=week) for week in range(len(values))]
    points = tuple(
        TrendPoint(
            day,
            f"{day.day} {months[day.month - 1]}",
            value,
            "" if value is None else f"{value:.0f}",
            None if value is None else value - 5,
            None if value is None else value + 5,
        )
        for day, value in zip(days, values, strict=True)
    )
    return Trend(points, 15.4 if label else None, label, marks, tone, lowest=-100, highest=100)


@cache
def drawn(case: str) -> bytes:
    """The picture of a case; drawn only where pictures are looked at."""
    marks = (
        TrendMark(date(2026, 10, 2), "First reply within 4 hours", "good"),
        TrendMark(date(2026, 11, 10), "Billing CSAT below its limit", "bad"),
    )
    russian_marks = (
        TrendMark(date(2026, 10, 2), "Ответ в течение 4 часов", "good"),
        TrendMark(date(2026, 11, 10), "CSAT счетов ниже предела", "bad"),
    )
    trends = {
        "fall": trend(FALL, "Previous 4 weeks: 15", BAD, marks),
        "fall_ru": trend(FALL, "Предыдущие 4 недели: 15", BAD, russian_marks),
        "steady": trend(STEADY, "Previous 4 weeks: 15"),
        "rise": trend(RISE, "Previous 4 weeks: 15", GOOD),
        "suppressed": trend((10.0, 11.2, None, None, 14.2, 18.3, 14.4, None, 18.2, 13.4, 16.1, 13.2, None), ""),
        "late": trend(FALL, "Previous 4 weeks: 15", BAD),
    }
    return png(trends[case]) or b""


def digest(case: str, *, has_pictures: bool = True) -> Message:
    """The message of a case; without pictures a grey one stands for each."""
    from tests.orchestration.messages.samples import png as grey

    found = CASES[case]
    sections = tuple(
        replace(section, plot=replace(section.plot, png=drawn(case) if has_pictures else grey()))
        if section.plot
        else section
        for section in found.sections
    )
    return replace(found, sections=sections)


def _message(case: str, headline: str, intro: str, *sections: Section, **more: object) -> Message:
    return Message(
        key=f"digest-{case}",
        thread="audience-nordic",
        kind="digest",
        severity=Severity.INFO,
        state=State.TRIGGERED,
        subject="Customer voice, Denmark and Sweden: week 46",
        headline=headline,
        intro=intro,
        kicker="Week 46 · 9–15 November 2026",
        scope="Denmark and Sweden",
        sections=sections,
        links=REPORT,
        footer=FOOTER,
        footer_links=SMALL,
        **more,  # type: ignore[arg-type]
    )


def _picture(
    alt: str, title: str = "NPS, last 13 weeks", caption: str = "Shaded: 95 % interval for each week."
) -> Section:
    return Section(title, plot=Plot(b"", alt, caption), is_brief=False)


DRIVERS = Section(
    "What moved NPS",
    table=Table(
        ("Touchpoint", "NPS now", "Before", "Effect on NPS"),
        (
            TableRow(("Billing", "−44", "11", "−7.9"), -1.0, BAD, is_strong=True),
            TableRow(("Product use", "8", "17", "−2.8"), -0.354),
            TableRow(("Renewal", "1", "15", "−1.4"), -0.177),
            TableRow(("Onboarding", "10", "13", "−0.3"), -0.038),
            TableRow(("Support", "18", "16", "+0.6"), 0.076),
        ),
    ),
    note="Points each touchpoint added to or took from the overall change. Bold: statistically clear after correction "
    "for five comparisons.",
    is_brief=True,
)
ALERTS = Section(
    "Alerts",
    rows=(
        Row(
            "Billing CSAT is 3.5, below the limit of 3.6",
            "Owner Mette H. · opened 10 Nov · acknowledged 11 Nov",
            "Open 6 days",
            BAD,
        ),
        Row("9 dissatisfied customers not contacted within 48 hours", "Owner Jonas K. · oldest: 4 days", "New"),
        Row("Onboarding response rate is back at 14 %", "Was under 10 % from 19 Oct to 6 Nov", "Resolved", GOOD),
    ),
)
WORDS = Section(
    "In their words",
    quotes=(
        Quote(
            "The invoice has three new lines nobody can explain. I called twice and got two different answers.",
            date(2026, 11, 12),
            "en",
            "Billing · Mid-market · Denmark",
            "1",
            BAD,
        ),
        Quote(
            "Prissatt utan förvarning. Vi betalar mer och får samma sak.",
            date(2026, 11, 10),
            "sv",
            "Billing · Small business · Sweden",
            "2",
            BAD,
        ),
        Quote(
            "The new start guide saved us a week. Best onboarding we have had from any supplier.",
            date(2026, 11, 13),
            "en",
            "Onboarding · Enterprise · Denmark",
            "5",
            GOOD,
        ),
    ),
    note="50 customers rated CSAT under 3 this week.",
)
ACTIONS = Section(
    "Actions and effect",
    rows=(
        Row("Readable invoice lines", "Mette H. · due 27 Nov", "In progress"),
        Row(
            "First reply within 4 hours",
            "Jonas K. · done 2 Oct",
            "Done",
            GOOD,
            "Support effort score +0.3 since launch",
            GOOD,
        ),
    ),
)
RESTATED = Section(
    "Restated since the last digest",
    table=Table(
        ("Number", "Week", "Was", "Is"),
        (TableRow(("NPS", "2–8 Nov", "14", "13")), TableRow(("CSAT, Support", "26 Oct–1 Nov", "76 %", "75 %"))),
    ),
)
TOO_FEW = Section(
    "Too few answers",
    ("Norway, Partners and Field service had fewer than 10 answers; they are counted in the totals only.",),
)
FIGURES = (
    Figure("NPS", "3", "", BAD, "−12 points", "Real drop", "−100 to 100"),
    Figure("CSAT, satisfied", "71 %", "", BAD, "−4 points", "Real drop", "answers 4–5 of 5"),
    Figure("Effort score", "5.3", "", BAD, "−0.1", "Real drop", "1–7, higher is easier"),
)
STEADY_FIGURES = (
    Figure("NPS", "15", "", PLAIN, "−1 point", "Steady", "−100 to 100"),
    Figure("CSAT, satisfied", "75 %", "", PLAIN, "0 points", "Steady", "answers 4–5 of 5"),
    Figure("Effort score", "5.4", "", PLAIN, "+0.1", "Steady", "1–7, higher is easier"),
    Figure("Response rate", "23 %", "", PLAIN, "+1 point", "Steady", "of the invited"),
)
RISE_FIGURES = (
    Figure("NPS", "25", "", GOOD, "+9 points", "Real rise", "−100 to 100"),
    Figure("CSAT, satisfied", "79 %", "", GOOD, "+4 points", "Real rise", "answers 4–5 of 5"),
    Figure("Effort score", "5.5", "", PLAIN, "+0.1", "Steady", "1–7, higher is easier"),
    Figure("Median reply", "3 h 40 min", "", GOOD, "−1 h 5 min", "Real drop", "the lower, the better"),
    Figure("Cases in time", "94 %", "", PLAIN, "+2 points", "Steady", "contacted within 48 h"),
)
NOTE = Section(
    "", note="928 answers, compared with the previous 4 weeks (3,816). 95 % interval of NPS's change: −18 to −7."
)

CASES: dict[str, Message] = {
    "fall": _message(
        "fall",
        "NPS fell to 3, 12 points below the previous four weeks.",
        "Billing explains 7.9 of the 12.3 points. The other touchpoints moved within normal variation.",
        NOTE,
        _picture(
            "NPS by week from 17 Aug to 9 Nov: between 3 and 18, at the end 3; the previous 4 weeks: 15. Marked: First "
            "reply within 4 hours (28 Sep), Billing CSAT below its limit (9 Nov)."
        ),
        DRIVERS,
        ALERTS,
        WORDS,
        ACTIONS,
        RESTATED,
        TOO_FEW,
        figures=FIGURES,
    ),
    "steady": _message(
        "steady",
        "NPS is steady at 15.",
        "Nothing moved beyond normal variation.",
        Section("", note="941 answers, compared with the previous 4 weeks (3,816)."),
        _picture("NPS by week from 17 Aug to 9 Nov: between 10 and 18, at the end 15; the previous 4 weeks: 15."),
        ACTIONS,
        figures=STEADY_FIGURES,
    ),
    "rise": _message(
        "rise",
        "NPS rose to 25, 9 points above the previous four weeks.",
        "Onboarding and Support explain most of it.",
        NOTE,
        _picture("NPS by week from 17 Aug to 9 Nov: between 10 and 25, at the end 25; the previous 4 weeks: 15."),
        Section(
            "What moved NPS",
            table=Table(
                ("Touchpoint", "NPS now", "Before", "Effect on NPS"),
                (
                    TableRow(("Onboarding", "41", "13", "+6.1"), 1.0, GOOD, is_strong=True),
                    TableRow(("Support", "24", "16", "+2.2"), 0.36),
                    TableRow(("Renewal", "17", "15", "+0.9"), 0.15),
                ),
            ),
        ),
        WORDS,
        figures=RISE_FIGURES,
    ),
    "first": _message(
        "first",
        "The first week: NPS is 12.",
        "There is nothing to compare it with yet.",
        Section("", note="114 answers. 95 % interval of NPS: 1 to 23."),
        WORDS,
        figures=(Figure("NPS", "12", "", PLAIN, "", "First week", "−100 to 100"),),
    ),
    "nothing": _message(
        "nothing",
        "Nobody answered in this week.",
        "Surveys went out as usual: 410 invitations.",
        ALERTS,
        TOO_FEW,
    ),
    "suppressed": _message(
        "suppressed",
        "Too few answers for an NPS of this week.",
        "Fewer than 10 people answered; below that, single answers could be guessed.",
        _picture(
            "NPS by week from 17 Aug to 2 Nov: between 10 and 18; hidden in 4 weeks.", caption="Gaps: too few answers."
        ),
        TOO_FEW,
        figures=(Figure("NPS", "–", "too few answers"), Figure("CSAT, satisfied", "–", "too few answers")),
    ),
    "late": _message(
        "late",
        "NPS fell to 3, 12 points below the previous four weeks.",
        "Review-site mentions of the last two days are missing: the source is late.",
        NOTE,
        _picture("NPS by week from 17 Aug to 9 Nov: between 3 and 18, at the end 3; the previous 4 weeks: 15."),
        Section("Late sources", rows=(Row("Review site", "Read until 13 Nov, 22:10", "2 days late", BAD),)),
        DRIVERS,
        figures=FIGURES[:2],
    ),
}
CASES["fall_ru"] = replace(
    CASES["fall"],
    key="digest-fall-ru",
    language="ru",
    subject="Голос клиентов, Дания и Швеция: неделя 46",
    headline="NPS упал до 3, на 12 пунктов ниже предыдущих четырёх недель.",
    intro="Выставление счетов объясняет 7,9 из 12,3 пункта. Остальные точки контакта изменились в пределах обычных "
    "колебаний.",
    kicker="Неделя 46 · 9–15 ноября 2026 г.",
    scope="Дания и Швеция",
    figures=(
        Figure("NPS", "3", "", BAD, "−12 пунктов", "Действительное падение", "от −100 до 100"),
        Figure("CSAT, доля довольных", "71 %", "", BAD, "−4 пункта", "Действительное падение", "ответы 4–5 из 5"),
        Figure("Оценка усилий", "5,3", "", BAD, "−0,1", "Действительное падение", "от 1 до 7, больше — легче"),
    ),
    sections=(
        Section(
            "", note="928 ответов, по сравнению с предыдущими 4 неделями (3 816). 95-процентный интервал: от −18 до −7."
        ),
        _picture(
            "NPS по неделям с 17 августа по 9 ноября: от 3 до 18, в конце 3; предыдущие 4 недели: 15.",
            "NPS за последние 13 недель",
            "Закрашено: 95-процентный интервал каждой недели.",
        ),
        Section(
            "Что изменило NPS",
            table=Table(
                ("Точка контакта", "NPS сейчас", "Раньше", "Влияние на NPS"),
                (
                    TableRow(("Выставление счетов", "−44", "11", "−7,9"), -1.0, BAD, is_strong=True),
                    TableRow(("Использование продукта", "8", "17", "−2,8"), -0.354),
                    TableRow(("Служба поддержки", "18", "16", "+0,6"), 0.076),
                ),
            ),
            is_brief=True,
        ),
        Section(
            "Предупреждения",
            rows=(
                Row(
                    "CSAT выставления счетов: 3,5, ниже предела 3,6",
                    "Ответственная: Метте Х. · открыто 10 ноября · подтверждено 11 ноября",
                    "Открыто 6 дней",
                    BAD,
                ),
            ),
        ),
        Section(
            "Словами клиентов",
            quotes=(
                Quote(
                    "Prissatt utan förvarning. Vi betalar mer och får samma sak.",
                    date(2026, 11, 10),
                    "sv",
                    "Выставление счетов · Малый бизнес · Швеция",
                    "2",
                    BAD,
                ),
                Quote("أفضل خدمة حصلنا عليها حتى الآن.", date(2026, 11, 11), "ar", "Поддержка · Дания", "10", GOOD),
            ),
        ),
    ),
    links=(Link("Открыть полный отчёт", "https://voice.example.org/report"),),
    footer=("Данные по воскресенье 15 ноября 2026 г., 23:59 (время Копенгагена).",),
    footer_links=(Link("Изменить охват или язык", "https://voice.example.org/preferences"),),
)
