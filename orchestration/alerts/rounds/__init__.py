"""A round: read the marts, evaluate the rules, write what was found and what is to be said in one transaction.

Belongs here: what goes between the pure parts (evaluation, wording) and the ledger. Does not belong here: when a round
takes place (orchestration/defs, cli), sending (orchestration/delivery).
"""
