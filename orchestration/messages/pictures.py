"""The pictures inside a mail, by the names that its HTML calls them.

The same message has the same names, in the order in which they are seen. Does not belong here: drawing them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.messages.message import Message
from orchestration.messages.rendered import Sender

LOGO, PLOT = "logo", "plot"


@dataclass(frozen=True)
class Picture:
    """`name`: of the Content-ID."""

    name: str
    png: bytes

    @property
    def source(self) -> str:
        return f"cid:{self.name}"


def of_section(number: int) -> str:
    """The name of a section's picture; sections are counted from 0."""
    return f"{PLOT}-{number + 1}"


def within(message: Message, sender: Sender, page: str) -> Iterator[Picture]:
    """Those that the page shows: what was cut from it needs none."""
    found = [Picture(LOGO, sender.logo)] if sender.logo else []
    found += [Picture(PLOT, message.plot.png)] if message.plot else []
    for number, section in enumerate(message.sections):
        if section.plot:
            found.append(Picture(of_section(number), section.plot.png))
    return (each for each in found if f'"{each.source}"' in page)
