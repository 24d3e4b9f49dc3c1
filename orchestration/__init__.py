"""Time, order, retries and concurrency: Dagster's definitions, publishing, and the `voc` command.

Belongs here: when something runs, what runs before it, what a failure stops, what people see of it.
Does not belong here: reading vendors (ingestion/), SQL models (dbt_project/), what must hold for data (expectations/).
Importing this package does nothing; `orchestration.definitions` is what Dagster loads.
"""
