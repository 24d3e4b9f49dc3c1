{{ union_contract('usage_day', contract_usage_day) }}
