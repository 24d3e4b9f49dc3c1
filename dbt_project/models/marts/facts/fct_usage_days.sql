{{ config(**fact_config('usage_day_key')) }}

with usage_days as (

    select * from {{ ref('int_usage_days') }}

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

current_days as (

    select usage_days.*
    from usage_days
    {% if is_incremental() %}
    left join marks on usage_days.source = marks.source
    where
        usage_days.load_id > coalesce(marks.load_id, '')
        or usage_days.ref_key in (select ref_key from rekeyed_accounts)
    {% endif %}

)

select
    {{ md5_text("accounts.account_key || " ~ as_type('days.used_on', 'text')) }} as usage_day_key,
    accounts.account_key,
    accounts.customer_key,
    days.source,
    classes.feedback_class,
    days.used_on,
    days.events_count,
    days.sessions_count,
    days.first_event_at,
    days.last_event_at,
    days.load_id
from current_days as days
inner join accounts on days.ref_key = accounts.ref_key
left join {{ ref('feedback_classes') }} as classes on classes.record_type = 'usage_day'
