"""The section `responses` of the file of subscriptions: plain dictionaries in, reports or reasons out.

    responses:
      unhappy_relationship:
        title: An unhappy answer to the relationship survey
        surveys: [FNPS0001]          # ids of the registry surveys; without it, or all: every survey
        only_when: {metric: nps, at_most: 6, has_comment: true}
        recipients: owner            # owner (and backup) of the customer, names of owners.csv, addresses
        channels: folder

Pure, but for reading logos. docs/digests/responses.md has every key. Does not belong here: files and lines (who loads
the file knows them).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from orchestration.alerts.rules import Known
from orchestration.alerts.rules.fields import hint
from orchestration.delivery import readers
from orchestration.responses import logo
from orchestration.responses.given import Given, Problem
from orchestration.responses.model import OWNER, Brand, Condition, Report
from orchestration.subscriptions.model import LANGUAGES

NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
CONTRAST = 4.5  # of white letters (WCAG 2.2, AA)
LONGEST_DAYS = 60  # as restricted.customer_context


def read_responses(
    section: Mapping[str, Any] | None,
    known: Known,
    channels: Collection[str] | None = None,
    folder: Path | None = None,
) -> tuple[tuple[Report, ...], list[Problem]]:
    """The reports in the order of the file, and what is wrong; with a problem none of them counts.

    Args:
        channels: names that there are; None leaves them unchecked.
        folder: of the file, from which logos are meant.
    """
    if section is None:
        return (), []
    if not isinstance(section, Mapping):
        return (), [((), "responses must be a mapping; write indented lines `name:` below it, one for each report")]
    problems: list[Problem] = []
    reports = [_report(str(name), given, known, channels, folder, problems) for name, given in section.items()]
    return (() if problems else tuple(report for report in reports if report)), problems


def _report(
    name: str,
    given: Any,
    known: Known,
    channels: Collection[str] | None,
    folder: Path | None,
    problems: list[Problem],
) -> Report | None:
    if not NAME.fullmatch(name):
        problems.append(((name,), "a report's name is lower case letters, digits, - and _, 60 at most"))
        return None
    if not isinstance(given, Mapping):
        problems.append(((name,), "a report has keys: title, surveys, recipients, channels and others"))
        return None
    keys = Given((name,), given, problems)
    title = keys.text("title")
    sent_by = keys.names("channels", channels)
    if title is None and "title" not in given:
        problems.append(((name,), "title is missing; say in a few words what the report is about"))
    if not sent_by:
        problems.append(
            ((name, "channels"), "channels must name one or more of the section channels of the rules file")
        )
    report = Report(
        name=name,
        title=title or name,
        surveys=keys.names("surveys", known.surveys),
        condition=_condition(keys.mapping("only_when"), known),
        recipients=_recipients(keys, known),
        channels=sent_by or (),
        language=keys.text("language", LANGUAGES),
        brand=_brand(keys.mapping("brand"), folder),
        has_context=keys.flag("context", True),
        most_a_day=keys.whole("most_a_day", 20, 1, 1_000),
        look_back_days=keys.whole("look_back_days", 30, 1, LONGEST_DAYS),
        is_business_hours=keys.flag("business_hours", False),
        is_enabled=keys.flag("enabled", True),
    )
    keys.finish()
    return report


def _condition(keys: Given, known: Known) -> Condition:
    asked = {metric.observations or name for name, metric in known.metrics.items()}
    metric = keys.text("metric", asked)
    found = Condition(metric, keys.number("at_most"), keys.number("at_least"), keys.flag("has_comment", False))
    has_level = found.at_most is not None or found.at_least is not None
    if has_level and "metric" not in keys.values:
        keys.refuse("metric", "metric is missing; a level is that of a metric's score")
    if metric is not None and not has_level:
        keys.refuse("metric", "metric needs at_most or at_least; say which scores are meant")
    keys.finish()
    return found


def _recipients(keys: Given, known: Known) -> tuple[str, ...]:
    found = keys.names("recipients") if keys.values.get("recipients") != "all" else ("all",)
    for name in found or ():
        is_mail = parseaddr(name)[1] == name and is_address(name)
        if name != OWNER and name not in known.owners and not is_mail:
            choices = [OWNER, *known.owners]
            keys.refuse("recipients", f"recipients {name} is no owner and no address; {hint(name, choices)}")
    return (OWNER,) if found is None else found


def is_address(address: str) -> bool:
    try:
        readers.sender(address)
    except ValueError:
        return False
    return True


def _brand(keys: Given, folder: Path | None) -> Brand:
    colour = keys.text("colour")
    if colour is not None and not COLOUR.fullmatch(colour):
        keys.refuse("colour", 'colour is not of the form "#rrggbb"')
    elif colour is not None and contrast_with_white(colour) < CONTRAST:
        keys.refuse("colour", f"colour {colour} is too light for white letters; take a darker one")
    found = Brand(keys.text("name"), colour, _address(keys, "sender"), _address(keys, "reply_to"), _logo(keys, folder))
    keys.finish()
    return found


def _address(keys: Given, key: str) -> str | None:
    given = keys.text(key)
    if given is not None and not is_address(given):
        keys.refuse(key, f"{key} is no mail address: Voice of the customer <voice@example.org>")
    return given


def _logo(keys: Given, folder: Path | None) -> bytes | None:
    given = keys.text("logo")
    if given is None:
        return None
    try:
        return logo.read((folder or Path()) / Path(given).expanduser())
    except ValueError as error:
        keys.refuse("logo", f"logo {given}: {error}")
        return None


def contrast_with_white(colour: str) -> float:
    """1 (white) to 21 (black), as WCAG 2.2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05)
