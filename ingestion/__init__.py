"""Reads vendors' systems into the raw schemas of the warehouse, with dlt.

What belongs here: how a tool is read, checked, versioned and landed. What does not: when it runs (orchestration), what
its fields mean (dbt), whether the numbers are plausible (expectations). This package never imports dagster or dbt.

Reading order: spec, registry, feed, pages, checks, versions, ledger, load.
"""
