"""What importing costs and brings in, and how sources are found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import ingestion
from ingestion import registry
from ingestion.errors import SettingsError, UnknownSource
from ingestion.settings import find, run_start

ROOT = Path(__file__).parents[2]


def _modules(code: str) -> set[str]:
    """Top-level modules in a fresh interpreter after running `code`."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted({{m.partition('.')[0] for m in sys.modules}})))"
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return set(json.loads(output))


def test_the_package_is_ours_and_not_one_of_the_same_name_from_a_registry() -> None:
    assert Path(str(ingestion.__file__)).parent == ROOT / "ingestion"


def test_no_module_imports_the_scheduler_or_the_models() -> None:
    loaded = _modules(
        "import importlib, pkgutil, ingestion\n"
        "for m in pkgutil.walk_packages(ingestion.__path__, 'ingestion.'):\n"
        "    m.name.endswith('__main__') or importlib.import_module(m.name)"
    )
    assert "dlt" in loaded
    assert not loaded & {"dagster", "dagster_dlt", "dbt", "great_expectations", "expectations", "orchestration"}


def test_listing_the_sources_imports_neither_dlt_nor_duckdb() -> None:
    loaded = _modules("from ingestion import registry, lock, report, errors\nregistry.specs(); registry.configured()")
    assert not loaded & {"dlt", "duckdb", "pyarrow", "requests", "pandas"}


def test_every_source_declares_what_the_others_rely_on() -> None:
    specs = registry.specs()
    assert {"typeform", "stripe", "zendesk", "trustpilot", "segment_files"} <= set(specs)
    for name, spec in specs.items():
        assert spec.name == name
        assert bool(spec.credentials) != spec.is_own, f"{name}: a tool needs credentials, the project's own none"
        assert spec.echoes <= set(spec.resources)
        assert len(set(spec.resources)) == len(spec.resources)
        assert set(spec.personal) <= set(spec.resources), f"{name}: personal columns of an unknown resource"
        assert spec.category in {"surveys", "crm", "support", "reviews", "product_usage", "operations"}
        for file in ("__main__.py", "extract.py", "settings.py", "README.md"):
            assert (ROOT / "ingestion" / "sources" / name / file).exists()


def test_an_unknown_source_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownSource, match="typeform"):
        registry.spec("typefrom")


def test_a_source_is_configured_by_the_environment_or_by_dlts_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "typeform" not in registry.configured()
    monkeypatch.setenv("TYPEFORM_TOKEN", "x")
    assert "typeform" in registry.configured()
    monkeypatch.delenv("TYPEFORM_TOKEN")
    project = tmp_path / "project"
    (project / ".dlt").mkdir(parents=True)
    (project / ".dlt" / "secrets.toml").write_text('[sources.typeform]\ntypeform_token = "from the file"\n')
    monkeypatch.setenv("DLT_PROJECT_DIR", str(project))
    assert find("TYPEFORM_TOKEN", "typeform") == "from the file"
    assert "typeform" in registry.configured()


@pytest.mark.parametrize("text", ["2026-09-30T12:00:00", "noon"])
def test_a_run_start_without_zone_or_sense_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_NOW", text)
    with pytest.raises(SettingsError, match="VOC_NOW"):
        run_start()
