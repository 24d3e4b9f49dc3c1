"""Publishing: the read-only copy of the public marts that BI tools open, swapped in one step.

Belongs here: making, swapping, keeping and describing published files. Does not belong here: deciding whether the marts
may be published (the mart gate) and other serving engines.
"""
