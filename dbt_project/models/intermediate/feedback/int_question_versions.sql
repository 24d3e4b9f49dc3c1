{{ union_contract('question_version', contract_question_version) }}
