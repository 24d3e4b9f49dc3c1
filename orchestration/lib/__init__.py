"""Decisions and small services of the orchestration, without Dagster: testable with plain arguments."""
