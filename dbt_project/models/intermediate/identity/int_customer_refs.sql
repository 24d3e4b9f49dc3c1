{{ union_contract('customer_ref', contract_customer_ref) }}
