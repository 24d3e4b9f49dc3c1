"""A reconciliation as one page to pass on: sentence, picture, tables, what each step means. It loads nothing.

Does not belong here: the words (words.py) and the picture (plots/reconciliation.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from io import StringIO

from orchestration.lib.plots.style import FONT, GRID, INK, MUTED, VALUE
from orchestration.lib.reconciliation import words
from orchestration.lib.reconciliation.reading import Found

# The page may run nothing and fetch nothing, whoever opens it wherever.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
CAPTION = (
    "A bar is how far the value moves when a step takes its answers away or adds them; its label, what it is then."
)
STYLE = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0 auto; max-width: 860px; padding: 40px 28px 56px; background: white; color: {INK};
  font: 15px/1.55 {FONT}; }}
h1 {{ font-size: 25px; line-height: 1.25; margin: 0 0 14px; }}
h2 {{ font-size: 17px; margin: 38px 0 10px; }}
p {{ margin: 0 0 10px; }}
.sentence {{ font-size: 17.5px; line-height: 1.5; border-left: 4px solid {VALUE}; padding: 2px 0 2px 16px; }}
.quiet, figcaption, footer {{ color: {MUTED}; font-size: 13.5px; }}
figure {{ margin: 22px 0 0 -18px; }}
figcaption {{ padding-left: 18px; margin-bottom: 12px; }}
svg {{ max-width: 100%; height: auto; display: block; }}
table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }}
th {{ color: {MUTED}; font-weight: normal; font-size: 13px; }}
th, td {{ text-align: right; padding: 6px 10px; border-bottom: 1px solid {GRID}; vertical-align: baseline; }}
th:first-child, td:first-child {{ text-align: left; padding-left: 0; }}
.steps td:first-child {{ width: 70%; }}
.periods th:last-child, .periods td:last-child {{ text-align: left; padding-left: 24px; width: 42%; }}
.periods td:last-child {{ font-size: 13px; line-height: 1.4; color: {MUTED}; }}
.end td {{ font-weight: bold; }}
small {{ display: block; color: {MUTED}; font-size: 13px; line-height: 1.4; }}
footer {{ margin-top: 44px; border-top: 1px solid {GRID}; padding-top: 12px; }}
"""


def html(found: Found) -> str:
    """The whole page; of a number that may not be shown only that it may not."""
    parts = [f"<h1>{escape(words.title(found))}</h1>", f'<p class="sentence">{escape(words.sentence(found))}</p>']
    if not found.whole.is_withheld:
        parts += [f"<figure>{_picture(found)}<figcaption>{CAPTION}</figcaption></figure>"] if found.whole.steps else []
        parts += [f'<p class="quiet">{escape(remark)}</p>' for remark in words.remarks(found)]
        parts += [*_steps(found), *_periods(found)]
    parts.append(
        f"<footer>{escape(found.definition.title)} in {escape(found.definition.unit)}, by the same formula on both "
        "sides. What the tool would show is worked out from the answers that were loaded from it. A tool that shows a "
        "mean where this is a share, or whole points, shows that besides.</footer>"
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(words.title(found))}: reconciliation</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _picture(found: Found) -> str:
    from orchestration.lib.plots.reconciliation import waterfall

    drawn = StringIO()
    waterfall(found).save(drawn, format="svg")
    # Inside a page the namespaces, which look like addresses, are not needed.
    return re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", drawn.getvalue())


def _steps(found: Found) -> list[str]:
    """The table of the terminal, with what each step means."""
    first, *steps, last = words.rows(found)
    rows = [
        _row([_cell(row[0], words.meaning(found, step.reason)), *map(_cell, row[1:])])
        for row, step in zip(steps, found.whole.steps, strict=True)
    ]
    ends = [_row(map(_cell, row), "end") for row in (first, last)]
    header = ["", "answers", "n", found.definition.unit]
    return ["<h2>Step by step</h2>", _table(header, [ends[0], *rows, ends[1]], "steps")]


def _periods(found: Found) -> list[str]:
    if not found.parts:
        return []
    header = ["", "n in the tool", "in the tool", "n published", "published", "because"]
    rows = [_row(map(_cell, row)) for row in words.part_rows(found)]
    return [f"<h2>By {escape(found.period_type)}</h2>", _table(header, rows, "periods")]


def _table(header: Sequence[str], rows: Sequence[str], css: str) -> str:
    heads = "".join(f"<th>{escape(text)}</th>" for text in header)
    return f'<table class="{css}"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _row(cells: Iterable[str], css: str = "") -> str:
    return f'<tr class="{css}">{"".join(cells)}</tr>'


def _cell(text: str, more: str = "") -> str:
    number = re.sub(r"^-(?=\d)", "−", text)
    return f"<td>{escape(number)}{f'<small>{escape(more)}</small>' if more else ''}</td>"
