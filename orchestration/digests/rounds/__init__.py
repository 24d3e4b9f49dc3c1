"""A round of digests: what is due, whether its data are there, and its messages into the outbox, once.

Belongs here: what goes between subscriptions, the published file and the ledger. Does not belong here: when a round
takes place (orchestration/defs, cli), what a digest says (orchestration/digests), sending (orchestration/delivery).
"""
