"""The file: template, style, script and data in one, under a policy that lets nothing in and nothing out."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from orchestration.language import say, speaking
from orchestration.report.gathering import Gathered
from orchestration.report.packing import embedded, packed

STYLES = ("frame.css", "parts.css", "print.css")
# In this order: each may use what stands before it.
SCRIPTS = (
    "data.js", "numbers.js", "elements.js", "selection.js", "statements.js", "tables.js", "chart.js", "sparkline.js",
    "sections/overview.js", "sections/trend.js", "sections/groups.js", "sections/journey.js", "sections/drivers.js",
    "sections/themes.js", "sections/comments.js", "sections/customers.js", "sections/cases.js", "sections/actions.js",
    "sections/alerts.js", "sections/data.js", "sections/definitions.js", "start.js",
)  # fmt: skip
SECTIONS = (
    "overview", "trend", "groups", "journey", "drivers", "themes", "comments", "customers", "cases", "actions",
    "alerts", "data", "definitions",
)  # fmt: skip


def html(gathered: Gathered, language: str, selection: str = "") -> str:
    """The whole page. `selection`: what it opens with where its address says nothing."""
    style, script = _joined(STYLES), f'(() => {{\n"use strict";\n{_joined(SCRIPTS)}}})();\n'
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    words = gathered.head["words"]
    with speaking(language):
        name = say("Customer voice")
    return str(
        _template().render(
            language=language,
            name=name,
            words=words,
            policy=policy,
            style=_safe(style),
            script=_safe(script),
            sections=SECTIONS,
            head=_safe(embedded({**gathered.head, "selection": selection})),
            parts={key: _safe(packed(part)) for key, part in gathered.parts.items()},
        )
    )


def _joined(names: tuple[str, ...]) -> str:
    return "".join((files("orchestration.report") / "templates" / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _safe(text: str) -> str:
    """Our own style, script and packed data, which the template does not escape: none of it can end its element."""
    if "</" in text or "<!--" in text:
        raise ValueError("What stands in a script or style element must not be able to end it.")
    return text


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("orchestration.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
