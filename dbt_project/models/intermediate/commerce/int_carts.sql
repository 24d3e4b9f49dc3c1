{{ union_contract('cart', contract_cart) }}
