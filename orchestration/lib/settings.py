"""Where things are: the project, its state, and the variables that Dagster, dbt and dlt need to agree on that.

Does not belong here: credentials of sources (ingestion.settings finds them) and anything that opens a file's content
except `.env` and the two secrets.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.lib.errors import UserError

# Set while the sample company is served to the web page: what is there can be run by hand, nothing runs by the clock.
BY_HAND = "VOC_BY_HAND"
PROJECT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """Every path the orchestration uses; all absolute, so that nothing depends on the folder of the caller."""

    project_root: Path
    state_dir: Path
    warehouse: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read VOC_STATE_DIR and VOC_WAREHOUSE; relative paths are meant from the project's folder, `~` is the home."""
        variables = os.environ if environment is None else environment
        state = _absolute(variables.get("VOC_STATE_DIR") or ".voc")
        return cls(PROJECT_ROOT, state, _absolute(variables.get("VOC_WAREHOUSE") or str(state / "warehouse.duckdb")))

    @classmethod
    def ready(cls) -> Settings:
        """What a command starts with: `.env` read, the environment set, the folders made."""
        load_dotenv()
        settings = cls.from_environment()
        settings.apply()
        return settings

    @property
    def dbt_project(self) -> Path:
        return self.project_root / "dbt_project"

    @property
    def dbt_target(self) -> Path:
        return self.state_dir / "dbt_target"

    @property
    def manifest(self) -> Path:
        return self.dbt_target / "manifest.json"

    @property
    def published_dir(self) -> Path:
        return self.state_dir / "published"

    @property
    def published(self) -> Path:
        return self.published_dir / "voice.duckdb"

    @property
    def sample_dir(self) -> Path:
        return self.state_dir / "sample"

    @property
    def logs_dir(self) -> Path:
        return self.state_dir / "logs"

    @property
    def data_docs_dir(self) -> Path:
        return self.state_dir / "data_docs"

    @property
    def report(self) -> Path:
        return self.state_dir / "report" / "report.html"

    def variables(self) -> dict[str, str]:
        """What every tool that runs inside or below this process has to find in its environment."""
        return {
            "VOC_STATE_DIR": str(self.state_dir),
            "VOC_WAREHOUSE": str(self.warehouse),
            "DAGSTER_HOME": str(self.project_root),
            "DBT_PROJECT_DIR": str(self.dbt_project),
            "DBT_PROFILES_DIR": str(self.dbt_project),
            "DBT_TARGET_PATH": str(self.dbt_target),
            "DBT_LOG_PATH": str(self.logs_dir),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "RUNTIME__DLTHUB_TELEMETRY": "false",
            "GX_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        }

    def apply(self) -> None:
        """Make this the environment of the process and of its children; make the folders and the secrets."""
        self._make_folders()
        os.environ.update(self.variables())
        os.environ.setdefault("DLT_PROJECT_DIR", str(self.project_root))
        # The hash behind the public customer key must stay the same from run to run, and nobody may guess it.
        os.environ.setdefault("VOC_KEY_SECRET", self._secret("key_secret"))
        # A link in a message is good for as long as this stays the same.
        os.environ.setdefault("VOC_LINK_SECRET", self._secret("link_secret"))

    def _make_folders(self) -> None:
        try:
            for folder in (self.state_dir, self.warehouse.parent, self.logs_dir):
                folder.mkdir(parents=True, exist_ok=True)
            probe = self.state_dir / f".writable-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise UserError(
                f"The state folder {self.state_dir} cannot be written: {error.strerror or error}. "
                "Set VOC_STATE_DIR to a folder you may write to, or correct its owner."
            ) from error

    def _secret(self, name: str) -> str:
        """Made once, by whoever comes first."""
        file = self.state_dir / name
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_text(encoding="utf-8").strip()
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            secret = secrets.token_hex(32)
            out.write(secret)
        return secret


def load_dotenv(file: Path = PROJECT_ROOT / ".env") -> None:
    """Take over `.env`; a variable that is already set wins."""
    if not file.is_file():
        return
    from dotenv import dotenv_values  # comes with dagster

    for name, value in dotenv_values(file).items():
        if value:
            os.environ.setdefault(name, value)


def _absolute(path: str) -> Path:
    expanded = Path(path).expanduser()
    return expanded if expanded.is_absolute() else (PROJECT_ROOT / expanded).resolve()
