"""Object numbers, positions and the vendors' ids made from them.

A position is `second << 32 | number`: unique within a resource and in time order, so one integer key serves paging,
time filters and look-up. Ids are the position multiplied by an odd constant modulo 2**64, which the server can undo, so
no index over text ids is needed.
"""

_ODD = 0x9E37_79B9_7F4A_7C15
_MASK = (1 << 64) - 1
_INVERSE = pow(_ODD, -1, 1 << 64)

PER_PERSON = 4_096  # object numbers of one resource that a person may use


def position(second: int, number: int) -> int:
    """Sort key of an object that belongs at `second`."""
    return second << 32 | number


def second_of(pos: int) -> int:
    """The instant a position belongs to."""
    return pos >> 32


def scramble(pos: int) -> str:
    """Sixteen hexadecimal characters that stand for a position."""
    return f"{pos * _ODD & _MASK:016x}"


def unscramble(text: str) -> int | None:
    """The position behind sixteen hexadecimal characters, or None when they are no id of ours."""
    try:
        pos = int(text, 16) * _INVERSE & _MASK
    except ValueError:
        return None
    return pos if len(text) == 16 and pos < 1 << 63 else None
