{#
    How facts stay equal to a full refresh at the price of what changed. A run takes the records of new loads, the ones whose
    customer changed, and whatever the model itself names; delete+insert on the parent's key replaces them, and a post-hook
    removes records that are deleted now and tools that are no longer enabled.
#}
{% macro fact_config(unique_key, parents=none) %}
    {{ return({
        'post_hook': '{{ remove_deleted(' ~ ("ref('" ~ parents ~ "'), '" ~ unique_key ~ "'" if parents else 'none, none') ~ ') }}',
        'materialized': 'incremental',
        'incremental_strategy': 'delete+insert',
        'unique_key': unique_key,
        'on_schema_change': 'fail',
    }) }}
{% endmacro %}

{# Parents that arrived in loads after the newest this fact holds of their tool; deleted ones too. #}
{% macro newly_loaded(parents, key) %}
    select parents.{{ key }}
    from {{ parents }} as parents
    left join (
        select source, max(load_id) as load_id from {{ this }} group by source
    ) as marks on parents.source = marks.source
    where parents.load_id > coalesce(marks.load_id, '')
{% endmacro %}

{# Parents whose customer is another one than the fact says, because identity joined or split since. #}
{% macro rekeyed(parents, key) %}
    select held.{{ key }}
    from {{ this }} as held
    inner join {{ parents }} as parents on held.{{ key }} = parents.{{ key }}
    left join {{ ref('customer_identities') }} as identities on parents.ref_key = identities.ref_key
    where coalesce(held.customer_key, '') <> coalesce(identities.customer_key, '')
{% endmacro %}

{# For the post-hook. #}
{% macro remove_deleted(parents, key) %}
    delete from {{ this }}
    where {% if parents %}{{ key }} in (select {{ key }} from {{ parents }} where is_deleted) or {% endif %}
        source not in ('{{ enabled_sources() | join("', '") }}')
{% endmacro %}
