"""Whole-process measurements beside a hand-written DuckDB script. Nothing here is a test: figures are ratios within
one run."""
