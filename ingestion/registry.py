"""Which sources exist and which are configured. Found by looking into `ingestion.sources`: adding a folder is enough.

Importing a source package must stay cheap (its SPEC and nothing slow): this runs for every `--help`.
"""

from __future__ import annotations

import importlib
import pkgutil

import ingestion.sources
from ingestion.errors import UnknownSource
from ingestion.settings import find
from ingestion.spec import SourceSpec


def specs() -> dict[str, SourceSpec]:
    """All sources by name, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(ingestion.sources.__path__) if module.ispkg)
    return {name: importlib.import_module(f"ingestion.sources.{name}").SPEC for name in names}


def spec(tool: str) -> SourceSpec:
    """The declaration of one tool.

    Raises:
        UnknownSource: names the tools that exist.
    """
    known = specs()
    if tool not in known:
        raise UnknownSource(f"There is no source called {tool!r}. Sources: {', '.join(known)}.")
    return known[tool]


def missing(source: SourceSpec) -> list[str]:
    """Required variables of a source that nobody has set."""
    return [name for name in source.credentials if find(name, source.name) is None]


def configured() -> list[str]:
    """Names of the sources whose required variables can all be found; none of them the project's own."""
    return [name for name, source in specs().items() if not source.is_own and not missing(source)]


def own() -> list[str]:
    """Names of the project's own sources that have something to read."""
    return [name for name, source in specs().items() if source.is_own and source.is_present()]
