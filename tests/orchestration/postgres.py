"""A real Postgres for the tests: a cluster of its own in a temporary folder, on a unix socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
NO_DURABILITY = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def programs() -> Path | None:
    """The folder of initdb and postgres, or None where Postgres is not installed."""
    newest = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if newest:
        return newest[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def serving(bin_dir: Path) -> Iterator[str]:
    """A running server; gives the folder of its socket, which is its host."""
    folder = Path(
        tempfile.mkdtemp(prefix="voc-pg-")
    )  # A socket's path may have 107 bytes: pytest's folders are longer.
    user = _unprivileged()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    try:
        _run(
            user,
            bin_dir / "initdb",
            "--no-sync",
            "-A",
            "trust",
            "-U",
            "voc",
            "-E",
            "UTF8",
            "--locale=C",
            "-D",
            folder / "data",
        )
        options = f"-c listen_addresses='' -k {folder} {NO_DURABILITY} -c timezone=Asia/Kathmandu"
        _run(user, bin_dir / "pg_ctl", "-D", folder / "data", "-w", "-o", options, "-l", folder / "log", "start")
        try:
            yield str(folder)
        finally:
            _run(user, bin_dir / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def emptied(host: str) -> str:
    """The database without anything in it; its URL. A new one each time would be 300 files each to make and remove."""
    with psycopg.connect(host=host, user="voc", dbname="postgres", autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()"
        )
        connection.execute("drop schema public cascade")
        connection.execute("create schema public")
    return f"postgresql://voc@/postgres?host={host}"


def _unprivileged() -> pwd.struct_passwd | None:
    """Postgres refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _run(user: pwd.struct_passwd | None, *words: object) -> None:
    who = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    command = [str(word) for word in words]
    with tempfile.TemporaryFile("w+") as log:  # A pipe would stay open in the server, and the wait for it never end.
        ended = subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", check=False, **who)
        log.seek(0)
        if ended.returncode:
            raise RuntimeError(f"{command[0]} failed: {log.read()}")
