{{ union_contract('answer', contract_answer) }}
