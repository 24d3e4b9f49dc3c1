{{ union_contract('alert_message', contract_alert_message) }}
