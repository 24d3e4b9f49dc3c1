"""What the pages say and how, in the language that is spoken. Plain HTML: no script, nothing fetched, nothing kept,
nothing personal.

The address holds the link's token: no page that is opened from here is told where its reader came from.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from orchestration.language import language, say, say_count
from orchestration.messages.links import HOLDS, SNOOZE, Answer

SHORT_ID = 8
STYLE = """
:root{color-scheme:light dark;--page:#edf1f4;--card:#fff;--ink:#14202b;--soft:#5b6875;--go:#0b766e}
@media(prefers-color-scheme:dark){:root{--page:#12171c;--card:#1c232a;--ink:#eef2f5;--soft:#a3b0bc;--go:#0d857c}}
body{margin:0;background:var(--page);color:var(--ink);font:17px/1.5 "Segoe UI",Helvetica,Arial,sans-serif}
main{max-width:34rem;margin:12vh auto 2rem;padding:2rem;background:var(--card);border-radius:12px;box-sizing:border-box}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .75rem}p{margin:0 0 .75rem}.soft{color:var(--soft);font-size:.94rem}
button{font:inherit;font-weight:700;color:#fff;background:var(--go);border:0;border-radius:7px;padding:.8rem 1.6rem;
margin:.75rem 0 1rem;cursor:pointer}button:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
@media(max-width:36rem){main{margin:0;border-radius:0;min-height:100vh}}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PAGE = """<!doctype html>
<html lang="{{ language }}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{{ page.title }}</title><style>{{ style }}</style></head>
<body><main><h1>{{ page.title }}</h1>
{% for line in page.lines %}<p>{{ line }}</p>
{% endfor %}{% if page.button %}<form method="post"><button type="submit">{{ page.button }}</button></form>
{% endif %}{% if page.note %}<p class="soft">{{ page.note }}</p>
{% endif %}</main></body></html>
"""


@dataclass(frozen=True)
class Page:
    status: int
    title: str
    lines: tuple[str, ...] = ()
    button: str = ""
    note: str = ""


def html(page: Page) -> str:
    return str(_template().render(page=page, style=_safe_style(), language=language()))


def asked(answer: Answer) -> Page:
    """What will be recorded, and the button."""
    title, button = _words(answer)
    return Page(
        200,
        title,
        (say("This will be recorded: {what}", what=_record(answer)),),
        button,
        say("Nothing is recorded before you press the button."),
    )


def recorded(answer: Answer, *, is_new: bool) -> Page:
    title = say("Recorded") if is_new else say("It was recorded already")
    return Page(200, title, (_words(answer)[0], _record(answer)), note=say("You can close this page."))


def expired() -> Page:
    lines = (say_count(HOLDS.days, "It was good for {count} day.", "It was good for {count} days."), _otherwise())
    return Page(410, say("This link is too old"), lines)


def forged() -> Page:
    lines = (say("Perhaps it was cut when it was copied."), _otherwise())
    return Page(400, say("This link is not one of ours"), lines)


def unknown(answer: Answer) -> Page:
    is_case = answer.what == "case"
    title = say("There is no such case any more") if is_case else say("There is no such warning any more")
    return Page(404, title, (say("Nothing was recorded."),))


def failed() -> Page:
    return Page(503, say("It was not recorded"), (say("Please press the button again in a minute."), _otherwise()))


def missing(status: int) -> Page:
    return Page(status, say("There is nothing here"), (say("Only links from messages lead somewhere."),))


def _otherwise() -> str:
    return say("`voc case` and `voc alerts` record the same on the command line.")


def _words(answer: Answer) -> tuple[str, str]:
    """Title and button."""
    ref = answer.ref[:SHORT_ID]
    return {
        ("episode", "acknowledge"): (say("Acknowledge warning {id}", id=ref), say("Acknowledge")),
        ("episode", "snooze"): (say("Snooze warning {id}", id=ref), say("Snooze it")),
        ("case", "acknowledge"): (say("Take case {id}", id=ref), say("I take it")),
        ("case", "contacted"): (say("Case {id}: customer contacted", id=ref), say("Yes, contacted")),
        ("case", "resolve"): (say("Resolve case {id}", id=ref), say("Resolve it")),
    }[answer.what, answer.action]


def _record(answer: Answer) -> str:
    """What is written down."""
    actor = answer.actor
    return {
        ("episode", "acknowledge"): say("{actor} looks after it. Reminders stop.", actor=actor),
        ("episode", "snooze"): say_count(
            SNOOZE.days,
            "{actor} does not want to hear of it for {count} day.",
            "{actor} does not want to hear of it for {count} days.",
            actor=actor,
        ),
        ("case", "acknowledge"): say("{actor} takes care of it.", actor=actor),
        ("case", "contacted"): say("{actor} has contacted the customer, now.", actor=actor),
        ("case", "resolve"): say("{actor} has resolved it.", actor=actor),
    }[answer.what, answer.action]


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    return Environment(autoescape=True, undefined=StrictUndefined).from_string(_PAGE)


def _safe_style() -> Any:
    from markupsafe import Markup

    return Markup(STYLE)  # noqa: S704 # our own constant, allowed by its hash
