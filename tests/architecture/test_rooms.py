"""The rules of docs/architecture.md that a machine can check: who may know whom, and what may not be in the
repository."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("ingestion", "expectations", "orchestration", "sample_company")
FORBIDDEN = {
    "ingestion": {
        "dagster",
        "dagster_dlt",
        "dagster_dbt",
        "dbt",
        "great_expectations",
        "expectations",
        "orchestration",
        "sample_company",
    },
    "expectations": {
        "dagster",
        "dagster_dlt",
        "dagster_dbt",
        "dbt",
        "dlt",
        "ingestion",
        "orchestration",
        "sample_company",
    },
    "sample_company": {"dagster", "dbt", "dlt", "great_expectations", "ingestion", "expectations", "orchestration"},
    "orchestration": {"sample_company"},
}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level packages that a file imports anywhere in it, late imports included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_its_place_allows(room: str) -> None:
    assert modules(room), f"{room} has no modules"
    breaches = {
        str(path.relative_to(ROOT)): found for path in modules(room) if (found := imported(path) & FORBIDDEN[room])
    }
    assert not breaches


def test_a_source_imports_no_other_source() -> None:
    tools = [path.name for path in (ROOT / "ingestion/sources").iterdir() if (path / "__init__.py").exists()]
    assert len(tools) >= 6
    for tool in tools:
        text = "".join(path.read_text() for path in (ROOT / "ingestion/sources" / tool).rglob("*.py"))
        others = [other for other in tools if other != tool and f"sources.{other}" in text]
        assert not others, f"{tool} knows {others}"


def test_nothing_reaches_into_dagsters_internals() -> None:
    for room in ROOMS:
        for path in modules(room):
            assert not re.search(r"dagster\._|dagster_dbt\.\w+\._", path.read_text()), path


def test_loading_the_loaders_brings_in_neither_scheduler_nor_models() -> None:
    script = (
        "import sys, pkgutil, importlib, ingestion\n"
        "for m in pkgutil.walk_packages(ingestion.__path__, 'ingestion.'):\n"
        "    if not m.name.endswith('__main__'): importlib.import_module(m.name)\n"
        "print([n for n in ('dagster', 'dbt', 'great_expectations', 'pandas') if n in sys.modules], ingestion.__file__)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert found.startswith("[]")
    assert str(ROOT / "ingestion") in found, "another distribution's package of that name is installed"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_carry_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "index-url" not in text
    pinned = re.findall(r"^[a-z0-9][^\n]*==[^\n]*", text, re.M)
    assert len(pinned) > 100
    assert all(line.endswith("\\") for line in pinned), "a requirement without a hash"


def test_the_development_lock_agrees_with_the_runtime_lock() -> None:
    def pins(lock: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9._\[\],-]+)==([^ ;\\]+)", (ROOT / lock).read_text(), re.M))

    runtime, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: development.get(name) for name in runtime} == runtime


def test_telemetry_is_off_in_every_tool_by_default() -> None:
    assert re.search(r"telemetry:\s*\n\s+enabled: false", (ROOT / "dagster.yaml").read_text())
    assert "send_anonymous_usage_stats: false" in (ROOT / "dbt_project/dbt_project.yml").read_text()


def test_every_variable_the_code_reads_is_explained_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text()
    text = "".join(path.read_text() for room in ROOMS for path in modules(room))
    read = set(re.findall(r"environ(?:\.get)?[\[(]\s*\"(VOC_[A-Z_]+)\"", text))
    assert read, "the search finds nothing: it cannot fail"
    assert {name for name in read if name not in example} <= {"VOC_ENABLED_SOURCES"}
