{{ union_contract('invitation', contract_invitation) }}
