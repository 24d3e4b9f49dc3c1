{{ union_contract('transaction', contract_transaction) }}
