{{ union_contract('ticket', contract_ticket) }}
