"""``python -m benchmarks.metric_layer full|changed|start-up``: the metric layer of the warehouse in VOC_STATE_DIR and
nothing else, through the project's own way to call dbt.

The layer is every model between the facts and `voc_metrics`, without data tests. `start-up` makes one view that holds
nothing: what Python, dbt and reading the project cost before any work. Prints each model's seconds.
"""

from __future__ import annotations

import sys

from ingestion import registry
from orchestration.lib.dbt_build import session
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import raw_states, reading

LAYER = ("path:models/marts/metrics/counting", "voc_metrics")
TRIVIAL = "metric_time_spine"


def main(what: str) -> None:
    settings = Settings.ready()
    with reading(settings.warehouse) as connection:
        enabled = list(raw_states(connection, list(registry.specs())))
    dbt = session(settings, enabled)
    dbt.manifest()
    # Naming something to leave out keeps dbt from adding the models' tests.
    select, leave_out = ((TRIVIAL,), LAYER[1:]) if what == "start-up" else (LAYER, (TRIVIAL,))
    results = dbt.build(select, full_refresh=what == "full", leave_out=leave_out)
    for result in results:
        print(f"{what} {result.name} {result.status} {result.seconds:.2f} s {result.message}")
    if not all(result.is_built for result in results):
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
