"""Whether letters can be read on a ground, and a brand's colour where they can.

The measure is WCAG 2's contrast ratio: 4.5 for text.
"""

from __future__ import annotations

READABLE = 4.5


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white); colours as #rrggbb."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, ground: str) -> str:
    """The colour, moved towards white or black as little as it takes to be read on the ground."""
    towards = "#ffffff" if _luminance(ground) < 0.18 else "#000000"
    steps = (mixed(colour, towards, step / 20) for step in range(21))
    return next(found for found in steps if contrast(found, ground) >= READABLE)


def mixed(colour: str, other: str, share: float) -> str:
    """`share` of the other colour, 0 to 1."""
    parts = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _luminance(colour: str) -> float:
    parts = (channel / 255 for channel in _channels(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
