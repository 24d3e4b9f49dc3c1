"""What the published marts were made from, as one hash: equal hash, equal marts, nothing to do.

Made of what landed in the raw log, of the code that turns it into marts, and of the day (marts speak of "today").
A load that read its window and found nothing changes none of these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

# Anything in these folders may change what is published; other code may not.
CODE_FOLDERS = ("dbt_project", "expectations", "orchestration/publish")
IGNORED_PARTS = {"target", "logs", "__pycache__", "dbt_packages"}
IGNORED_NAMES = {".user.yml"}


def fingerprint(code: str, landed: Mapping[str, int], now: datetime) -> str:
    """One hash of the code's hash, rows ever landed by tool, and the UTC date."""
    parts = [code, now.date().isoformat(), *(f"{tool}={count}" for tool, count in sorted(landed.items()))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def code_hash(root: Path, parts: Sequence[str] = CODE_FOLDERS) -> str:
    """Hash of every file that takes part in making marts: names and contents, not times (a clone changes times).

    `parts`: files and folders below `root`; what is absent counts as empty.
    """
    digest = hashlib.sha256()
    for part in parts:
        for file in [root / part, *sorted((root / part).rglob("*"))]:
            if file.is_file() and not IGNORED_PARTS & set(file.parts) and file.name not in IGNORED_NAMES:
                digest.update(str(file.relative_to(root)).encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
