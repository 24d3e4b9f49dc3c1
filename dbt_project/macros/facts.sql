{#
    How facts stay equal to a full refresh at the price of what changed. A run takes the records of new loads, the ones whose
    customer changed, and whatever the model itself names; delete+insert on the parent's key replaces them, and a post-hook
    removes records that are deleted now and tools that are no longer enabled.
#}
{% macro fact_config(unique_key, parents=none, afterwards=none) %}
    {% set removal = '{{ remove_deleted(' ~ ("ref('" ~ parents ~ "'), '" ~ unique_key ~ "'" if parents else 'none, none') ~ ') }}' %}
    {{ return({
        'post_hook': [removal] + (['{{ ' ~ afterwards ~ ' }}'] if afterwards else []),
        'materialized': 'incremental',
        'incremental_strategy': 'delete+insert',
        'unique_key': unique_key,
        'on_schema_change': 'fail',
    }) }}
{% endmacro %}

{#
    Of several responses to one invitation the newest counts, a completed one before partial ones; tests are among themselves. 1 for the one
    that counts, over responses that are not deleted.
#}
{% macro newest_response_rank(responses) %}
    row_number() over (
        partition by
            {{ responses }}.survey_key, coalesce({{ responses }}.invitation_key, {{ responses }}.response_key), {{ responses }}.is_test
        order by
            case when coalesce({{ responses }}.status, 'completed') = 'completed' then 1 else 0 end desc,
            {{ responses }}.submitted_at desc,
            {{ responses }}.response_key desc
    )
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

{#
    Parents whose customer is another one than the fact says, because identity joined or split since. With `at`, also those whose
    `attributes` as at that instant are others by now: a sighting that arrived late, or an account's newer word.
#}
{% macro rekeyed(parents, key, at=none, attributes=customer_attributes()) %}
    select held.{{ key }}
    from {{ this }} as held
    inner join {{ parents }} as parents on held.{{ key }} = parents.{{ key }}
    left join {{ ref('customer_identities') }} as identities on parents.ref_key = identities.ref_key
    {% if at %}{{ customer_as_at('identities.customer_key', 'held.' ~ at) }}{% endif %}
    where
        coalesce(held.customer_key, '') <> coalesce(identities.customer_key, '')
        {% for attribute in attributes if at %}
        or held.{{ attribute }} is distinct from described.{{ attribute }}
        {% endfor %}
{% endmacro %}

{% macro customer_attributes() %}{{ return(['segment', 'country', 'language', 'plan']) }}{% endmacro %}

{#
    The customer as it was known at an instant, as `described`: no row, so NULL, for unknown customers and before the first sighting.
    The open end is a date and not a condition of its own, so that engines join by hash.
#}
{% macro customer_as_at(customer_key, instant) %}
    left join {{ ref('dim_customers') }} as described
        on {{ customer_key }} = described.customer_key
        and {{ instant }} >= described.valid_from
        and {{ instant }} < coalesce(described.valid_to, {{ as_type("'9999-12-31'", 'timestamp') }})
{% endmacro %}

{# Accounts of which the fact says another customer. Accounts, not their days or sessions, change it: far fewer rows to compare. #}
{% macro rekeyed_accounts(accounts) %}
    select distinct accounts.ref_key
    from (select distinct account_key, customer_key from {{ this }}) as held
    inner join {{ accounts }} as accounts on held.account_key = accounts.account_key
    where held.customer_key <> accounts.customer_key
{% endmacro %}

{#
    For the post-hook: sessions that later loads made part of one which begins earlier. Sessions of an account do not overlap, so a
    session within another one's span is what is left of an older state.
#}
{% macro remove_absorbed_sessions() %}
    delete from {{ this }}
    where session_key in (
        select older.session_key
        from {{ this }} as older
        inner join {{ this }} as newer
            on older.account_key = newer.account_key
            and older.load_id < newer.load_id
            and older.started_at > newer.started_at
            and older.started_at <= newer.ended_at
    )
{% endmacro %}

{# For the post-hook. #}
{% macro remove_deleted(parents, key) %}
    delete from {{ this }}
    where {% if parents %}{{ key }} in (select {{ key }} from {{ parents }} where is_deleted) or {% endif %}
        source not in ('{{ enabled_sources() | join("', '") }}')
{% endmacro %}
