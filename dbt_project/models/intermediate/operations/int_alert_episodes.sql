{{ union_contract('alert_episode', contract_alert_episode) }}
