"""The `voc` command. Light to start: each subcommand imports what it needs when it runs.

Exit codes: 0 done, 1 something failed (the reason comes first), 2 the user's mistake (no traceback), 130 stopped, 141
nobody read on.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence

from orchestration.cli.parser import build_parser
from orchestration.lib.errors import UserError

USER_MISTAKE = 2
INTERRUPTED = 130
NOBODY_READS = 141  # 128 + SIGPIPE, as of any program whose reader has gone


def main(argv: Sequence[str] | None = None) -> int:
    """Run one `voc` command and return its exit code."""
    from ingestion.errors import IngestionError

    arguments = build_parser().parse_args(argv)
    if threading.current_thread() is threading.main_thread():
        # Being terminated ends like Ctrl-C: servers that were started are stopped with us.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = int(arguments.command(arguments))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # `voc metric NPS | head`: what is left to write has nowhere to go, also when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_READS
    except (UserError, IngestionError) as error:
        sys.stderr.write(f"voc: {error}\n")
        return USER_MISTAKE
    except KeyboardInterrupt:
        sys.stderr.write("\nvoc: stopped. Whatever was not complete left no trace; start it again when you like.\n")
        return INTERRUPTED
