"""The error a person can mend. Everything else is a fault of the program and keeps its traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something the user set, typed or started is wrong: says what, where, and what to do. Shown without traceback."""
