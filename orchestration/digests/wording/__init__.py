"""From facts to a Message, in the language that is spoken: pure, no clock, no files, no marts.

Belongs here: every sentence of a digest, one module for each kind of part. Does not belong here: reading, arithmetic,
and how a message looks. A change inside normal variation is steady: it has no arrow, no colour and no reason.
"""
