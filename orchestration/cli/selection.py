"""Which sources a command is about: what was typed, checked against what exists and what is configured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingestion.registry import missing, own
from ingestion.spec import SourceSpec
from orchestration.lib.errors import UserError


def chosen_sources(typed: Sequence[str], specs: Mapping[str, SourceSpec], configured: Sequence[str]) -> list[str]:
    """The sources to load: those typed (also comma separated), else the configured ones.

    With no source configured at all the sample company answers for every tool it has, so nothing need be configured.

    Raises:
        UserError: a name does not exist, or that source has no credentials while others have.
    """
    names = [name.strip() for part in typed for name in part.split(",") if name.strip()]
    unknown = [name for name in names if name not in specs]
    if unknown:
        raise UserError(f"There is no source called {unknown[0]!r}. Sources: {', '.join(specs)} (`voc sources`).")
    unready = [name for name in names if configured and name not in configured and not specs[name].is_own]
    if unready:
        variables = ", ".join(missing(specs[unready[0]]))
        raise UserError(
            f"The source {unready[0]} is not configured: set {variables} in .env (see .env.example), "
            f"or leave it out. Configured: {', '.join(configured)}."
        )
    return list(dict.fromkeys(names)) or list(configured)


def with_own(tools: Sequence[str]) -> list[str]:
    """The sources to load with the project's own, which every run reads."""
    return [*tools, *(name for name in own() if name not in tools)]
