"""Who receives what and when: the file of subscriptions, read and refused whole, and the periods that are due.

Does not belong here: what a digest says (orchestration/digests), how it is sent (orchestration/delivery).
"""
