"""Sending what the outbox holds: channels, the check of outbound addresses, the worker that drains.

A channel sends frozen bytes and says how it went. Does not belong here: what a message says or looks like, rules,
and the outbox's own states (orchestration.ledger).
"""
