{# What is said about us elsewhere. #}

{#
    One row per review or social post in its current state; rating on the scale from rating_min to rating_max. brand: whom it is about,
    as the registry brands names it; NULL is us.
#}
{% macro contract_mention(source, relation, fields) %}
    {{ return(contract_select('mention', [
        ('mention_key', 'text', ['mention_id']),
        ('ref_key', 'text', ['ref_id']),
        ('mention_id', 'text', 'required'),
        ('ref_id', 'text', 'required'),
        ('channel', 'text', 'required'),
        ('brand', 'text', 'optional'),
        ('rating', 'number', 'optional'),
        ('rating_min', 'number', 'optional'),
        ('rating_max', 'number', 'optional'),
        ('title', 'text', 'optional'),
        ('body', 'text', 'optional'),
        ('language', 'text', 'optional'),
        ('is_verified', 'boolean', 'optional'),
        ('replied_at', 'timestamp', 'optional'),
        ('mentioned_at', 'timestamp', 'required'),
        ('updated_at', 'timestamp', 'optional'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}
