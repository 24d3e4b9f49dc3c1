"""Dagster's definitions, a module per subject. Each offers functions that build definitions; none builds at import."""
