{{ union_contract('mention', contract_mention) }}
