"""A folder that MetricFlow can be started in: the semantic layer as parsed, over the published file.

MetricFlow opens the database of dbt's profile for writing, which would keep a run from the warehouse, and looks for the
manifest in one place only. Does not belong here: definitions (models/marts/metrics), starting it (cli/mf.py).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings

# Refused at once. MetricFlow asks the package index for news of itself on every call, and has no switch for it.
NOBODY = "http://127.0.0.1:9"


def command() -> Path:
    """The `mf` program of this environment.

    Raises:
        UserError: it is not installed.
    """
    program = Path(sys.executable).with_name("mf")
    if not program.is_file():
        raise UserError("MetricFlow is missing: `.venv/bin/pip install 'dbt-metricflow>=0.15,<0.16'` installs it.")
    return program


def prepare(settings: Settings) -> Path:
    """Write the folder anew from what was parsed and published last; gives its path.

    Raises:
        UserError: nothing is published yet, or the project was never parsed.
    """
    parsed = settings.dbt_target / "semantic_manifest.json"
    if not settings.published.is_file() or not parsed.is_file():
        raise UserError(f"Nothing is published yet in {settings.published_dir}. `voc run` does it.")
    folder = settings.state_dir / "semantic"
    (folder / "target").mkdir(parents=True, exist_ok=True)
    (folder / "target" / parsed.name).write_text(_of_published(parsed, settings.published.stem), encoding="utf-8")
    # JSON is YAML.
    output = {
        "type": "duckdb",
        "path": str(settings.published),
        "schema": "main",
        "config_options": {"access_mode": "read_only"},
        "settings": {"TimeZone": "UTC"},
    }
    profile = {"voicehouse": {"target": "published", "outputs": {"published": output}}}
    project = {"name": "voicehouse", "profile": "voicehouse", "flags": {"send_anonymous_usage_stats": False}}
    (folder / "profiles.yml").write_text(json.dumps(profile), encoding="utf-8")
    (folder / "dbt_project.yml").write_text(json.dumps(project), encoding="utf-8")
    return folder


def environment(settings: Settings, folder: Path) -> dict[str, str]:
    """The variables for `mf` there: none from outside names another project, and nothing leaves the machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
    return kept | {
        "DBT_PROJECT_DIR": str(folder),
        "DBT_PROFILES_DIR": str(folder),
        "DBT_LOG_PATH": str(settings.logs_dir),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "HTTPS_PROXY": NOBODY,
        "https_proxy": NOBODY,
        # It keeps, and unpickles, its news in the folder for temporary files, which is everybody's.
        "TMPDIR": str(folder),
    }


def _of_published(parsed: Path, database: str) -> str:
    manifest = json.loads(parsed.read_text(encoding="utf-8"))
    relations = [model["node_relation"] for model in manifest["semantic_models"]]
    relations += [spine["node_relation"] for spine in manifest["project_configuration"].get("time_spines") or []]
    for relation in relations:
        relation["database"] = database
        relation["relation_name"] = f'"{database}"."{relation["schema_name"]}"."{relation["alias"]}"'
    return json.dumps(manifest)
