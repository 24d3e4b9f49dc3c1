"""Identity: chains of any length, decisions that undo a join, and a build that stops when joining is unfinished."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import dbt
from tests.dbt_project.vendor_records import customer, user

CHAIN = 120
SELECTION = ("--select", "+customer_identities", "assert_identity_components_converged", "--exclude", "tag:registry")


def customers(warehouse: Path, condition: str) -> int:
    with duckdb.connect(str(warehouse)) as db:
        query = f"select count(distinct customer_key) from restricted.customer_identities where {condition}"
        return int((db.execute(query).fetchone() or (0,))[0])


@pytest.fixture
def chain(first_build: RawWarehouse, copy_of: Callable[[RawWarehouse, str], Path]) -> Path:
    """Each billing account shares its telephone with a help-desk user, who shares an e-mail with the next account."""
    raw = RawWarehouse.__new__(RawWarehouse)
    raw.__dict__ |= first_build.__dict__
    raw.path = copy_of(first_build, "chain")
    accounts = [customer(f"cus_chain{k}", f"link{k}@mail.example", f"+3725{k:07d}") for k in range(CHAIN)]
    users = [user(5_000 + k, f"link{k + 1}@mail.example", f"+3725{k:07d}") for k in range(CHAIN)]
    raw.load("stripe", {"customers": accounts})
    raw.load("zendesk", {"users": users})
    return raw.path


def test_a_chain_of_hundreds_of_identifiers_is_one_customer(chain: Path) -> None:
    dbt(chain, "build", *SELECTION)
    assert customers(chain, "ref_id like 'cus_chain%' or tool = 'zendesk' and cast(ref_id as bigint) >= 5000") == 1


def test_unfinished_joining_stops_the_build(chain: Path) -> None:
    with pytest.raises(AssertionError, match="assert_identity_components_converged"):
        dbt(chain, "build", *SELECTION, "--vars", "identity_rounds: 2")


def test_a_decision_not_to_join_splits_and_is_reported(
    first_build: RawWarehouse, copy_of: Callable[[RawWarehouse, str], Path]
) -> None:
    warehouse = copy_of(first_build, "decided")
    ada = "ref_id in ('cus_ada', '1')"
    assert customers(warehouse, ada) == 1
    with duckdb.connect(str(warehouse)) as db:
        db.execute(
            "insert into registry.do_not_join values ('zendesk', '1', 'phone', '4511223344', 'a shared flat', today())"
        )
    dbt(warehouse, "build", "--select", "int_identity__identifiers+,+customer_identities")
    assert customers(warehouse, ada) == 2
    with duckdb.connect(str(warehouse)) as db:
        query = "select ref_id from intermediate.int_identity__identifiers where not_joined_because = 'do_not_join'"
        assert db.execute(query).fetchall() == [("1",)]
