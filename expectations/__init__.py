"""Checks of the data: what must hold for raw loads and for public marts, and the one place that evaluates it.

Belongs here: rules, the SQL that measures them, running them through Great Expectations, Data Docs.
Does not belong here: when a gate runs and what a failure stops (orchestration/), quarantining single records
(ingestion/), tests of one model's logic (dbt_project/).

A gate never reads a whole table into Python. SQL measures each rule into a small frame of counts (one row per table),
and Great Expectations judges the frame: its results can hold counts only, never a customer's data.
"""
