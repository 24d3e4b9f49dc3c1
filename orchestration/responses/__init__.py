"""1-to-1 reports: a customer has completed a survey, and the people concerned get the response as it was given.

    subscriptions.yml -> reports -> responses that are new -> words -> ledger and outbox

Belongs here: which responses are sent to whom, and what is said. Does not belong here: warnings that ask for a call
(orchestration/alerts), how a message looks (orchestration/messages), sending (orchestration/delivery).
"""
