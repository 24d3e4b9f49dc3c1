"""Runs the real Request Tracker of the Debian packages on loopback, with a database that is thrown away.

Belongs here: starting, stopping, speaking REST 2.0 as the administrator. Does not belong here: what the tickets say
(conftest.py) and anything about Voicehouse. Nothing of the system's own configuration is read or written: RT takes its
site configuration from the environment, and database, caches and mails live in the folder given.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
SETUP = Path("/usr/sbin/rt-setup-database-5")
SITE = Path(__file__).with_name("site.pl")
START_SECONDS = 90

SITE_CONFIG = """
Set($rtname, 'voice.test');
Set($Organization, 'voice.test');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rt.sqlite');
Set($DatabaseAdmin, 'root');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($WebPath, '');
Set($WebBaseURL, 'http://127.0.0.1:{port}');
Set($Timezone, '{timezone}');
Set($LogToSyslog, undef);
Set($LogToFile, undef);
Set($LogToSTDERR, 'error');
Set($MailCommand, 'mbox');
# Twelve rounds of bcrypt for each request's token are nine tenths of its time.
Set($BcryptCost, 4);
$RT::VarPath = '{folder}/var';
$RT::MasonDataDir = '{folder}/mason';
$RT::MasonSessionDir = '{folder}/session';
1;
"""


def missing_packages() -> str | None:
    """Why no server can be started here, or None when one can."""
    missing = [str(path) for path in (SERVER, SETUP) if not path.exists()]
    return f"Request Tracker is not installed ({missing[0]}); run tests/request_tracker/install.sh" if missing else None


@dataclass(frozen=True)
class RequestTracker:
    """A running server and the tokens of its accounts.

    `reader` has the rights that docs/sources/request_tracker.md asks for, `guest` lacks those for notes and users.
    """

    base_url: str
    administrator: str
    reader: str
    guest: str
    customer: str

    def call(self, method: str, path: str, body: object = None, token: str | None = None, **query: Any) -> Any:
        """One request; the parsed answer. Raises AssertionError with the server's words when it refuses."""
        url = f"{self.base_url}/REST/2.0{path}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Authorization": f"token {token or self.administrator}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(url, data, headers, method=method), timeout=60) as answer:
                text = answer.read()
        except HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}") from error
        return json.loads(text) if text else None

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, **query)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _wait_until_ready(server: subprocess.Popen[bytes], tracker: RequestTracker, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            tracker.get("/rt")
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"Request Tracker did not start:\n{log.read_text(errors='replace')}")


@contextmanager
def serving(folder: Path, timezone: str = "UTC") -> Iterator[RequestTracker]:
    """A server with the packages' initial data, `site.pl` applied; stopped by its process id at the end."""
    port = _free_port()
    for name in ("site", "var", "mason", "session"):
        (folder / name).mkdir(parents=True)
    (folder / "RT_SiteConfig.pm").write_text(SITE_CONFIG.format(folder=folder, port=port, timezone=timezone))
    environment = {
        **os.environ,
        "RT_SITE_CONFIG": str(folder / "RT_SiteConfig.pm"),
        "RT_SITE_CONFIG_DIR": str(folder / "site"),
    }
    password = folder / "root_password"
    password.write_text(secrets.token_hex(16))
    _run([str(SETUP), "--action", "init", "--skip-create", "--root-password-file", str(password)], environment)
    tokens = json.loads(_run(["perl", str(SITE)], environment).splitlines()[-1])
    tracker = RequestTracker(f"http://127.0.0.1:{port}", **tokens)
    log = folder / "server.log"
    command = [str(SERVER), "--server", "Starlet", "--host", "127.0.0.1", "--port", str(port), "--max-workers", "2"]
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        _wait_until_ready(server, tracker, log)
        yield tracker
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
