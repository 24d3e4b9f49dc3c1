"""Gives every dbt connection the secret of the public customer key as the session variable `voc_key_secret`.

Belongs here: reading the secret. Does not belong here: making one (the `voc` command does) or hashing (macros/compat).
The secret is never a dbt variable or an `env_var()` in SQL: both would be written to compiled files and debug logs.
"""

import os
from pathlib import Path

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection


def read_secret(environment: dict[str, str]) -> str:
    """The secret from VOC_KEY_SECRET, else from `key_secret` in VOC_STATE_DIR; RuntimeError when neither is there."""
    if secret := environment.get("VOC_KEY_SECRET"):
        return secret
    file = Path(environment.get("VOC_STATE_DIR", "../.voc")) / "key_secret"
    if file.is_file() and (secret := file.read_text(encoding="utf-8").strip()):
        return secret
    raise RuntimeError(
        f"No secret for the customer key: VOC_KEY_SECRET is not set and {file} does not exist. "
        "Run dbt through `voc`, which makes one, or set VOC_KEY_SECRET."
    )


class Plugin(BasePlugin):
    """Called by dbt-duckdb for each cursor; DuckDB's variables live in one cursor only."""

    def initialize(self, config: dict[str, object]) -> None:  # noqa: ARG002
        """Read once per process; `config` is dbt-duckdb's and unused."""
        self._secret = read_secret(dict(os.environ))

    def configure_cursor(self, cursor: DuckDBPyConnection) -> None:
        """Set the variable on one cursor."""
        # A bound parameter would make DuckDB import pandas: 1.7 CPU seconds for one text.
        literal = self._secret.replace("'", "''")
        cursor.execute(f"set variable voc_key_secret = '{literal}'")
