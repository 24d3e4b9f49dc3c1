{{ union_contract('response', contract_response) }}
