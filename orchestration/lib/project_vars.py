"""The vars of dbt_project.yml, which Python goes by too: zone, calendar, least numbers of people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def project_vars(dbt_project: Path) -> Mapping[str, Any]:
    """As the file has them; what a run is given on the command line of dbt is not known here."""
    import yaml

    found = yaml.safe_load((dbt_project / "dbt_project.yml").read_text(encoding="utf-8")).get("vars")
    return found or {}
