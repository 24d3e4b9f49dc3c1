"""What dbt must know before it parses: which tools are built, and which models each tool's staging folder holds.

dbt resolves `ref()` while parsing, when its own graph is not there yet. The folder says it instead, so that a new
tool's contracts are found without a list anywhere. Does not belong here: starting dbt (dbt_build.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ingestion import registry


def dbt_environment(dbt_project: Path, tools: Iterable[str]) -> dict[str, str]:
    """Variables for dbt, lists separated by commas: the enabled tools, every model in their staging folders, and which
    sources are the project's own."""
    enabled = sorted(tools)
    models = [path.stem for tool in enabled for path in sorted((dbt_project / "models/staging" / tool).glob("*.sql"))]
    own = [name for name, spec in registry.specs().items() if spec.is_own]
    return {
        "VOC_ENABLED_SOURCES": ",".join(enabled),
        "VOC_STAGING_MODELS": ",".join(models),
        "VOC_OWN_SOURCES": ",".join(own),
    }
