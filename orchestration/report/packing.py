"""A part of the page's data as text that the browser unpacks when it is needed: JSON, gzip, base64.

Does not belong here: what is in it. The same data give the same text.
"""

from __future__ import annotations

import base64
import gzip
from typing import Any

import orjson


def packed(data: Any) -> str:
    return base64.b64encode(gzip.compress(_json(data), compresslevel=9, mtime=0)).decode()


def embedded(data: Any) -> str:
    """JSON that may stand inside a script element: nothing in it ends the element or opens a comment."""
    text = _json(data).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _json(data: Any) -> bytes:
    return orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS)
