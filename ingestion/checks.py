"""What a record must be before it may land: readable, an object, with an id, with the declared types.

The loop runs once per record, so it holds only what cannot be vectorised; times, hashes and versions are handled in
batches (versions.py). A record that fails is set aside with its reason; the rest of its page lands.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

import orjson

from ingestion.spec import ResourceSpec

MAX_ID_LENGTH = 500
MAX_QUARANTINED_TEXT = 100_000
MAX_EPOCH_SECONDS = 10**11  # the year 5138; milliseconds taken for seconds are beyond it

_ALL_DIGITS_ZERO = bytes.maketrans(b"123456789", b"000000000")
_LONG_RUN = b"0" * 19
_LONG_INTEGER = re.compile(rb"[:,\[]\s*(?:-\d{19,}|\d{20,})\s*[,\]}]")


class _Unstorable:
    """Stands for a number that JSON text may hold and no column can; it makes the record fail to serialise."""


@dataclass(frozen=True)
class Rejected:
    """A record set aside: its resource, its id where it has one, the reason, and its text."""

    resource: str
    record_id: str | None
    reason: str
    text: str


@dataclass
class Columns:
    """Accepted records of one resource as columns, until they are flushed as a batch."""

    ids: list[str] = field(default_factory=list)
    stamps: list[Any] = field(default_factory=list)
    deleted: list[bool] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    size: int = 0

    def __len__(self) -> int:
        return len(self.ids)


def parse(body: bytes) -> Any:
    """JSON from bytes, without ever losing a value silently.

    orjson turns integers over 64 bits into floats and refuses lone surrogates. Pages that may hold one are parsed by
    the standard library instead, so that only the record concerned fails later, when it is serialised.

    Raises:
        ValueError: the body is not JSON.
    """
    if not (_LONG_RUN in body.translate(_ALL_DIGITS_ZERO) and _LONG_INTEGER.search(body)):
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            pass
    text = body.decode("utf-8", "surrogateescape")
    return json.loads(text, parse_constant=lambda _: _Unstorable(), parse_float=_finite)


def _finite(text: str) -> float | _Unstorable:
    number = float(text)
    return number if math.isfinite(number) else _Unstorable()


def check(records: list[Any], stamps: list[Any] | None, spec: ResourceSpec, columns: Columns) -> list[Rejected]:
    """Append the good records to `columns` and return the others.

    Args:
        records: one page as the vendor gave it.
        stamps: change times that replace those in the records, or None.
        spec: the resource's declaration.
        columns: where good records go.
    """
    rejected: list[Rejected] = []
    declared = [(name, frozenset(types)) for name, types in spec.types.items()]
    stamp_type = str if spec.stamp_kind == "iso" else int
    id_field, stamp_fields, is_deleted = spec.id_field, spec.stamp_fields, spec.is_deleted
    dumps, option = orjson.dumps, orjson.OPT_SORT_KEYS
    add_id, add_stamp = columns.ids.append, columns.stamps.append
    add_deleted, add_text = columns.deleted.append, columns.texts.append
    for position, record in enumerate(records):
        record_id = None
        try:
            if type(record) is not dict:
                raise _BadError(f"the record is {_name(record)}, not an object")
            record_id = record.get(id_field)
            if type(record_id) is int:
                record_id = str(record_id)
            if type(record_id) is not str or not record_id or len(record_id) > MAX_ID_LENGTH:
                raise _BadError(f"{id_field} is {_name(record.get(id_field))}, not an id")
            for name, allowed in declared:
                if type(record.get(name)) not in allowed:
                    raise _BadError(f"{name} is {_name(record.get(name))}, which is not declared for it")
            stamp = None
            if stamps is not None:
                stamp = stamps[position]
            else:
                for name in stamp_fields:
                    stamp = record.get(name)
                    if stamp is not None:
                        break
            if stamp is not None and type(stamp) is not stamp_type:
                raise _BadError(f"the time of change is {_name(stamp)}, which is not declared for it")
            if type(stamp) is int and abs(stamp) > MAX_EPOCH_SECONDS:
                raise _BadError("the time of change is unreadable")
            record_id.encode()
            text = dumps(record, option=option)
        except (_BadError, orjson.JSONEncodeError, UnicodeEncodeError, RecursionError) as error:
            reason = str(error) if isinstance(error, _BadError) else _unserialisable(error)
            rejected.append(Rejected(spec.name, _storable(record_id), reason, as_text(record)))
            continue
        add_id(record_id)
        add_stamp(stamp)
        add_deleted(is_deleted is not None and is_deleted(record))
        add_text(text)
        columns.size += len(text)
    return rejected


class _BadError(Exception):
    """Carries the reason out of the loop."""


def _name(value: Any) -> str:
    """A type's name in JSON's words; never the value, which may be personal."""
    if value is None:
        return "null"
    if value == "":
        return "an empty text"
    names = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        int: "an integer",
        float: "a number",
    }
    return names.get(type(value), "not a storable value")


def _unserialisable(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError) or "surrogate" in str(error):
        return "a text holds bytes or a lone surrogate that no encoding can store"
    if "64-bit" in str(error):
        return "an integer does not fit into 64 bits"
    return "a value cannot be stored (not a finite number, or nested too deeply)"


def _storable(record_id: Any) -> str | None:
    return record_id.encode("utf-8", "backslashreplace").decode() if isinstance(record_id, str) else None


def as_text(record: Any) -> str:
    """The record for the quarantine, always storable: pure ASCII JSON, cut at MAX_QUARANTINED_TEXT characters."""
    try:
        text = json.dumps(record, sort_keys=True, default=lambda _: "not a finite number")
    except (ValueError, RecursionError):
        text = '"nested too deeply to be written down"'
    return text[:MAX_QUARANTINED_TEXT]
