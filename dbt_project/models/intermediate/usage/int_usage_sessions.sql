{{ union_contract('usage_session', contract_usage_session) }}
