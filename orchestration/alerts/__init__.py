"""What is worth telling: rules, their evaluation over the marts, and what a rule would have said in the past.

Decisions here are pure functions over frames: no clock, no file but the rules file, no ledger, no channel. What is told
to whom is written by the callers (ledger, delivery).
"""
