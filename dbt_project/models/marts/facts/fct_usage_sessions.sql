{{ config(**fact_config('session_key', afterwards='remove_absorbed_sessions()')) }}

with sessions as (

    select * from {{ ref('int_usage_sessions') }}

),

accounts as (

    select ref_key, account_key, customer_key
    from {{ ref('customer_identities') }}
    where ref_kind = 'account'

),

{% if is_incremental() %}
marks as (

    select source, max(load_id) as load_id
    from {{ this }}
    group by source

),

rekeyed_accounts as (

    {{ rekeyed_accounts('accounts') }}

),
{% endif %}

current_sessions as (

    select sessions.*
    from sessions
    {% if is_incremental() %}
    left join marks on sessions.source = marks.source
    where
        sessions.load_id > coalesce(marks.load_id, '')
        or sessions.ref_key in (select ref_key from rekeyed_accounts)
    {% endif %}

)

select
    {{ md5_text("accounts.account_key || " ~ as_type('sessions.started_at', 'text')) }} as session_key,
    accounts.account_key,
    accounts.customer_key,
    sessions.source,
    classes.feedback_class,
    sessions.started_at,
    {{ reporting_date('sessions.started_at') }} as started_on,
    sessions.ended_at,
    {{ as_type(seconds_between('sessions.started_at', 'sessions.ended_at'), 'integer') }} as duration_seconds,
    sessions.events_count,
    sessions.load_id
from current_sessions as sessions
inner join accounts on sessions.ref_key = accounts.ref_key
left join {{ ref('feedback_classes') }} as classes on classes.record_type = 'usage_session'
