"""Making a company and letting its days pass: the order of work, and where each thing lies.

DIR/records.sqlite   what the HTTP servers answer from
DIR/segment/         product events, one folder per kind and day of receipt
DIR/truth/           the right answers as of the simulated now
DIR/state/           the generator's own record, past and future; nobody but this package reads it
DIR/company.json     settings and the simulated now
"""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from sample_company.calendar import DAY, Calendar, calendar_for, iso
from sample_company.errors import SampleCompanyError
from sample_company.life import live
from sample_company.segment import write_days
from sample_company.sink import Answer, Fact, Sink
from sample_company.store import Store, read_meta
from sample_company.truth import write_truth
from sample_company.usage import EVENTS, IDENTIFIES, draw_events, draw_identifies
from sample_company.vendors import stripe_emit, trustpilot, typeform, zendesk

DEFAULT_END = date(2026, 9, 30)
BATCH = 1_000
_OURS = ("records.sqlite", "records.sqlite-wal", "records.sqlite-shm", "company.json", "connection.json")
_FACTS = pa.schema(
    [
        *((name, pa.string()) for name in ("kind",)),
        ("person_id", pa.int32()),
        *((name, pa.string()) for name in ("tool", "ref_id", "key")),
        *((name, pa.int64()) for name in ("from_at", "to_at", "moment", "value")),
        ("text", pa.string()),
    ]
)
_ANSWERS = pa.schema(
    [
        ("person_id", pa.int32()),
        *((name, pa.string()) for name in ("response_id", "form_id", "question_ref", "metric")),
        ("score", pa.int32()),
        *((name, pa.int64()) for name in ("submitted_at", "from_at", "to_at")),
        *((name, pa.string()) for name in ("touchpoint", "segment", "country", "invitation_id")),
        ("is_test", pa.bool_()),
        ("is_anonymous", pa.bool_()),
    ]
)


def generate(
    folder: Path | str, *, customers: int = 5_000, months: int = 13, seed: int = 7, end: date = DEFAULT_END
) -> Path:
    """Make the company in `folder` as of the end of day `end`, replacing one that is there. Returns the folder."""
    folder = Path(folder)
    if not 1 <= customers < 1_000_000 or not 1 <= months <= 36:
        raise SampleCompanyError(f"customers must be 1-999999 and months 1-36; got {customers} and {months}.")
    _clear(folder)
    calendar = calendar_for(end, months)
    store = Store(folder / "records.sqlite", new=True)
    with _Parquet(folder / "state") as state:
        for batch, first in enumerate(range(0, customers, BATCH)):
            lives = [live(pid, seed, calendar) for pid in range(first, min(first + BATCH, customers))]
            sink = Sink(calendar)
            for life in lives:
                for vendor in (stripe_emit, zendesk, typeform, trustpilot):
                    vendor.emit(life, sink)
            state.write("events", draw_events(batch, lives, seed, calendar))
            state.write("identifies", draw_identifies(lives, seed, calendar, sink))
            rows, future, facts, answers = sink.drain()
            store.add(rows, future)
            state.write("facts", _table(facts, _FACTS))
            state.write("answers", _table(answers, _ANSWERS))
    meta = {
        "now": calendar.now,
        "horizon": calendar.horizon,
        "start": calendar.start,
        "seed": seed,
        "customers": customers,
    }
    write_days(folder / "segment", folder / "state", 0, calendar.now)
    write_truth(folder / "state", folder / "truth", calendar.now, _incident(calendar))
    store.finish(meta)
    store.close()
    _describe(folder)
    return folder


def advance(folder: Path | str, days: int = 1) -> Path:
    """Let `days` simulated days pass: new, changed and deleted records, new files, new truth. Returns the folder."""
    folder = Path(folder)
    meta = read_meta(folder / "records.sqlite")
    until = meta["now"] + days * DAY
    if days < 1 or until > meta["horizon"]:
        left = (meta["horizon"] - meta["now"]) // DAY
        raise SampleCompanyError(
            f"Cannot advance {folder} by {days} days: its future is written for {left} more days. "
            "Generate the company again with a later --end."
        )
    write_days(folder / "segment", folder / "state", meta["now"], until)
    incident = json.loads((folder / "truth" / "incident.json").read_text())
    write_truth(folder / "state", folder / "truth", until, incident)
    store = Store(folder / "records.sqlite")
    store.advance(until)
    store.close()
    _describe(folder)
    return folder


def _incident(calendar: Calendar) -> dict[str, object]:
    return {"touchpoint": "support", "metrics": ["csat", "ces"], "week_starts": calendar.incident_weeks}


def _describe(folder: Path) -> None:
    """Write company.json, and bring `now` up to date in the connection file of a running server."""
    meta = read_meta(folder / "records.sqlite")
    description = {**meta, "now": iso(meta["now"]), "horizon": iso(meta["horizon"]), "start": iso(meta["start"])}
    (folder / "company.json").write_text(json.dumps(description, indent=2) + "\n")
    connection = folder / "connection.json"
    if connection.exists():
        known = json.loads(connection.read_text())
        connection.write_text(json.dumps({**known, "now": description["now"]}, indent=2) + "\n")


def _clear(folder: Path) -> None:
    """Make room, but never in a folder that holds anything but a sample company."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not (folder / "records.sqlite").exists():
        raise SampleCompanyError(f"{folder} is not empty and holds no sample company: choose another --dir.")
    for name in _OURS:
        (folder / name).unlink(missing_ok=True)
    for name in ("segment", "truth", "state"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()


def _table(rows: list[Fact] | list[Answer], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


class _Parquet:
    """The generator's record, appended batch by batch."""

    schemas: ClassVar = {"events": EVENTS, "identifies": IDENTIFIES, "facts": _FACTS, "answers": _ANSWERS}

    def __init__(self, folder: Path) -> None:
        self.writers = {name: pq.ParquetWriter(folder / f"{name}.parquet", s) for name, s in self.schemas.items()}

    def write(self, name: str, table: pa.Table) -> None:
        self.writers[name].write_table(table)

    def __enter__(self) -> "_Parquet":
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self.writers.values():
            writer.close()
