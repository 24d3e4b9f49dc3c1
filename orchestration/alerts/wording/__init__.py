"""What a warning says, in the language that is spoken: from what was found to a Message. Pure: no clock, no ledger,
no mart.

Belongs here: every sentence of a warning, in `aggregate`, `data`, `personal`, `batch` and `service` by what it is
about. Does not belong here: when something is said (evaluation), to whom (owners) and how it looks
(orchestration/messages).
"""
