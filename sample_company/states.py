"""How an object changes: complete pictures, each with the second from which it holds, in strictly rising order."""

from collections.abc import Iterable
from typing import Any

State = dict[str, Any]
States = list[tuple[int, State]]


def fold(changes: Iterable[tuple[int, State]], end_when: tuple[str, str] | None = None) -> States:
    """Turn partial changes into complete states in time order, at least one second apart.

    After a state that has `end_when` (field, value) nothing follows.
    """
    states: States = []
    picture: State = {}
    for at, change in sorted(changes, key=lambda item: item[0]):
        picture = {**picture, **change}
        states.append((max(at, states[-1][0] + 1) if states else at, picture))
        if end_when and picture.get(end_when[0]) == end_when[1]:
            break
    return states
