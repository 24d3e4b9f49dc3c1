"""A logo that every mail program shows: a PNG, judged by its bytes and not by its name.

SVG fails in Outlook and Gmail, and would be a program to the browsers that show it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

LARGEST = 60_000  # bytes; it lies in every mail
WIDEST, HIGHEST = 1_200, 600
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def read(file: Path) -> bytes:
    """The picture.

    Raises:
        ValueError: it is not there, too large, or no whole PNG; says what to do.
    """
    if not file.is_file():
        raise ValueError("there is no such file; the path is meant from the folder of this file")
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise ValueError(f"the file cannot be read ({error.strerror})") from None
    check(content)
    return content


def check(content: bytes) -> None:
    """Raises ValueError for bytes that are no PNG of at most 60 kB and 1,200 x 600 pixels, whole and alone."""
    if len(content) > LARGEST:
        raise ValueError(
            f"the picture is larger than {LARGEST // 1000} kB, and it is in every mail; save a smaller one"
        )
    if not content.startswith(SIGNATURE):
        raise ValueError("this is no PNG, whatever its name says; save the logo as PNG")
    chunks = list(_chunks(content))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13 or b"IDAT" not in [name for name, _ in chunks]:
        raise ValueError("this is no whole PNG; save the logo again")
    width, height = struct.unpack(">II", chunks[0][1][:8])
    if not (0 < width <= WIDEST and 0 < height <= HIGHEST):
        raise ValueError(f"the picture is {width} x {height} pixels; {WIDEST:,} x {HIGHEST} are the most")


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place < len(content):
        if len(content) < place + 12:
            raise ValueError("the picture is cut off; save the logo again")
        (length,) = struct.unpack(">I", content[place : place + 4])
        name, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        seal = content[place + 8 + length : place + 12 + length]
        if len(data) != length or len(seal) != 4 or struct.unpack(">I", seal)[0] != zlib.crc32(name + data):
            raise ValueError("the picture is damaged; save the logo again")
        yield name, data
        place += 12 + length
        if name == b"IEND":
            if place != len(content):
                raise ValueError("something follows the picture in the file; save the logo again")
            return
    raise ValueError("the picture is cut off; save the logo again")
