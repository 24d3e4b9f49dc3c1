"""The right answers as of a simulated instant, computed from the generator's own record.

Nothing here reads what the servers serve or what a pipeline made of it. People's references are joined by the
identifiers that the tools were really given (an office telephone shared by several people is none), so the truth asks
only for what can be found out. What every column means is written in the README beside this file.
"""

import json
from collections import defaultdict
from pathlib import Path

import duckdb
import pyarrow as pa

from sample_company.truth_customers import COMPONENTS, CUSTOMERS
from sample_company.truth_metrics import make_metrics
from sample_company.truth_sql import ANSWERS, VISIBLE

_TOOLS = ("stripe", "zendesk", "segment", "typeform", "trustpilot")
_IDENTITY = pa.schema(
    [
        ("person_id", pa.int32()),
        ("tool", pa.string()),
        ("ref_id", pa.string()),
        ("is_joinable", pa.bool_()),
        ("component_id", pa.int64()),
    ]
)
Ref = tuple[str, str]


def write_truth(state: Path, folder: Path, now: int, incident: dict[str, object]) -> None:
    """Write identity, answers, metrics, components and customers as Parquet, and incident.json, into `folder`."""
    (folder / "incident.json").write_text(json.dumps(incident, indent=2) + "\n")
    with duckdb.connect() as db:
        db.execute("set timezone = 'UTC'; set threads = 2; set enable_progress_bar = false")
        for name in ("facts", "answers", "events"):
            db.execute(f"create view all_{name} as select * from read_parquet('{state / (name + '.parquet')}')")
        db.execute(VISIBLE.format(now=now))
        rows = db.execute("select person_id, tool, ref_id, text from facts where kind = 'ref' order by all").fetchall()
        identity = pa.table(
            [pa.array(c, f.type) for c, f in zip(zip(*identify(rows), strict=True), _IDENTITY, strict=True)]
            if rows
            else [pa.array([], f.type) for f in _IDENTITY],
            schema=_IDENTITY,
        )
        db.register("identity_arrow", identity)
        db.execute("create table identity as select * from identity_arrow")
        for query in (ANSWERS, COMPONENTS, CUSTOMERS):
            db.execute(query)
        make_metrics(db, now)
        for name in ("identity", "answers", "metrics", "components", "customers"):
            db.execute(f"copy (select * from {name} order by all) to '{folder / (name + '.parquet')}' (format parquet)")


def identify(rows: list[tuple[int, str, str, str]]) -> list[tuple[int, str, str, bool, int]]:
    """Join the references of each person that share an identifier, to any depth.

    Takes (person_id, tool, ref_id, identifier), gives the rows of identity.parquet. An identifier that belongs to more
    than one person (the office telephone) joins nothing. `is_joinable` marks a person's main component: the largest,
    then the one with the most central tool; a person's only reference is one too.
    """
    owners: dict[str, set[int]] = defaultdict(set)
    people: dict[int, dict[Ref, list[str]]] = defaultdict(lambda: defaultdict(list))
    for person, tool, ref, token in rows:
        owners[token].add(person)
        people[person][tool, ref].append(token)
    shared = {token for token, persons in owners.items() if len(persons) > 1}
    identity: list[tuple[int, str, str, bool, int]] = []
    for person, refs in sorted(people.items()):
        groups = _components(refs, shared)
        groups.sort(key=lambda group: (-len(group), min(_TOOLS.index(tool) for tool, _ in group), min(group)))
        for k, group in enumerate(groups):
            identity += [(person, tool, ref, k == 0, person * 100_000 + k) for tool, ref in group]
    return identity


def _components(refs: dict[Ref, list[str]], shared: set[str]) -> list[list[Ref]]:
    """Connected components of one person's references over the identifiers they share."""
    group_of: dict[str, int] = {}
    groups: dict[int, tuple[list[Ref], set[str]]] = {}
    for number, (ref, given) in enumerate(refs.items()):
        tokens = {token for token in given if token not in shared}
        members = [ref]
        for other in {group_of[token] for token in tokens if token in group_of}:
            more, theirs = groups.pop(other)
            members += more
            tokens |= theirs
        groups[number] = (members, tokens)
        group_of.update(dict.fromkeys(tokens, number))
    return [members for members, _ in groups.values()]
