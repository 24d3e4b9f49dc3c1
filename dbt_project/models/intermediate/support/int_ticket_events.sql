{{ union_contract('ticket_event', contract_ticket_event) }}
