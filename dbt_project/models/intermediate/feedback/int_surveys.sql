{{ union_contract('survey', contract_survey) }}
