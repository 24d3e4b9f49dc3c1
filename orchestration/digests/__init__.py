"""What a stakeholder is told about a period: read from the marts, put into words, sent once.

    published file, restricted marts -> reading -> facts -> wording -> Message -> rounds -> outbox

Does not belong here: who receives it and when (orchestration/subscriptions), how it looks (orchestration/messages).
"""
