{# Who a record is about. #}

{#
    One row per identity a tool knows. ref_kind: 'account' (the tool's own lasting id of a person) or 'record' (a response or
    review that carries identifiers); own_account_id is the account of the same tool that a record belongs to. Linked ids point to another tool's account, ticket or transaction; which tool, says
    the registry identity_links. Attributes are as of observed_at.
#}
{% macro contract_customer_ref(source, relation, fields) %}
    {{ return(contract_select('customer_ref', [
        ('ref_key', 'text', ['ref_id']),
        ('ref_id', 'text', 'required'),
        ('ref_kind', 'text', 'required'),
        ('own_account_id', 'text', 'optional'),
        ('user_id', 'text', 'optional'),
        ('email', 'text', 'optional'),
        ('phone', 'text', 'optional'),
        ('linked_account_id', 'text', 'optional'),
        ('linked_ticket_id', 'text', 'optional'),
        ('linked_transaction_id', 'text', 'optional'),
        ('full_name', 'text', 'optional'),
        ('segment', 'text', 'optional'),
        ('plan', 'text', 'optional'),
        ('country', 'text', 'optional'),
        ('language', 'text', 'optional'),
        ('currency', 'text', 'optional'),
        ('observed_at', 'timestamp', 'required'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}
