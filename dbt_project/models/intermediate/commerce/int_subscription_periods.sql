{{ union_contract('subscription_period', contract_subscription_period) }}
