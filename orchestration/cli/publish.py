"""`voc publish`: judge the marts as they stand and publish them again, without loading or building."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from uuid import uuid4

from orchestration.cli.console import Console
from orchestration.lib import progress
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import reading, table_rows
from orchestration.lib.writer import writing


def publish(arguments: argparse.Namespace) -> int:
    """Exit code 1 when the mart gate does not let the marts pass."""
    settings = Settings.ready()
    console = Console()
    if not settings.warehouse.is_file():
        raise UserError(f"There is no warehouse at {settings.warehouse}: run `voc run` first, or set VOC_STATE_DIR.")
    with ExitStack() as stack:
        stack.enter_context(writing(settings.warehouse, arguments.wait))
        stack.callback(progress.listen(console.progress))
        from orchestration.defs.gates import evaluate, measure_marts
        from orchestration.defs.publish import publish_now
        from orchestration.defs.translator import PUBLIC_SCHEMA

        with reading(settings.warehouse) as connection:
            tables = list(table_rows(connection, PUBLIC_SCHEMA))
        if not tables:
            raise UserError(f"There are no marts in {settings.warehouse}: run `voc run` first.")
        gate = evaluate("mart gate", measure_marts(settings, tables, arguments.accept_loss))
        if gate.blocking:
            console.line("FAILED: the marts may not be published:")
            for finding in gate.blocking:
                console.line(f"  - {finding.sentence}")
            return 1
        publish_now(settings, f"publish-{uuid4()}", len(gate.passed), is_complete=False)
    console.line(f"Published: {settings.published}")
    return 0
