"""`voc mf query ...`: MetricFlow over what was published, in the project's environment."""

from __future__ import annotations

import argparse
import subprocess

from orchestration.lib.semantic import command, environment, prepare
from orchestration.lib.settings import Settings, load_dotenv


def mf(arguments: argparse.Namespace) -> int:
    """Hand everything after `voc mf` to mf; gives its exit code."""
    load_dotenv()
    settings = Settings.from_environment()
    program, folder = command(), prepare(settings)
    settings.logs_dir.mkdir(parents=True, exist_ok=True)
    words = [str(program), *arguments.arguments]
    return subprocess.run(words, env=environment(settings, folder), check=False).returncode  # noqa: S603 (own words)
