{{ union_contract('case_event', contract_case_event) }}
