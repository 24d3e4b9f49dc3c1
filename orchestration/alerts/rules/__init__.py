"""The rules file `orchestration/alert_rules.yml`: read whole, refused whole, each fault with file, line and what to do.

model.py says what a rule is, families.py which keys each family has, known.py what the registries know.
Does not belong here: what a rule finds (signals, personal.py), channels (delivery/settings.py checks that section).
"""

from orchestration.alerts.rules.known import Known, known
from orchestration.alerts.rules.model import (
    AGGREGATE,
    DATA,
    FAMILIES,
    PERSONAL,
    Aggregate,
    Anomaly,
    Answer,
    Change,
    CheckFailed,
    Health,
    Keyword,
    Personal,
    RepeatContact,
    Review,
    Rule,
    Silence,
    SourceLate,
    Threshold,
    Volume,
)
from orchestration.alerts.rules.nodes import Problem
from orchestration.alerts.rules.read import RuleFile, load, read, require, rules_file

__all__ = [
    "AGGREGATE",
    "DATA",
    "FAMILIES",
    "PERSONAL",
    "Aggregate",
    "Anomaly",
    "Answer",
    "Change",
    "CheckFailed",
    "Health",
    "Keyword",
    "Known",
    "Personal",
    "Problem",
    "RepeatContact",
    "Review",
    "Rule",
    "RuleFile",
    "Silence",
    "SourceLate",
    "Threshold",
    "Volume",
    "known",
    "load",
    "read",
    "require",
    "rules_file",
]
