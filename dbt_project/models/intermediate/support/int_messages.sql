{{ union_contract('message', contract_message) }}
