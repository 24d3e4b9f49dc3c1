{{ config(**fact_config('subscription_key', parents='int_subscription_periods')) }}

with subscriptions as (

    select * from {{ ref('int_subscription_periods') }}

),

{% if is_incremental() %}
changed as (

    {{ newly_loaded('subscriptions', 'subscription_key') }}

    union all

    {{ rekeyed('subscriptions', 'subscription_key', 'started_at', ['segment', 'country', 'language']) }}

    union all

    select held.subscription_key
    from {{ this }} as held
    inner join {{ ref('currency_rates') }} as rates on held.currency = rates.currency
    where coalesce(held.rate_to_eur, -1) <> rates.rate_to_eur

),
{% endif %}

current_subscriptions as (

    select * from subscriptions
    where
        not is_deleted
        {% if is_incremental() %}
        and subscription_key in (select subscription_key from changed)
        {% endif %}

)

select
    subscriptions.subscription_key,
    identities.customer_key,
    subscriptions.source,
    classes.feedback_class,
    subscriptions.status,
    described.segment,
    described.country,
    described.language,
    subscriptions.plan,
    subscriptions.currency,
    subscriptions.monthly_amount_minor,
    {{ as_type('subscriptions.monthly_amount_minor * rates.rate_to_eur / rates.minor_units', 'money') }} as monthly_amount_eur,
    {{ as_type('rates.rate_to_eur', 'number') }} as rate_to_eur,
    subscriptions.status in ('active', 'past_due') as is_active,
    subscriptions.started_at,
    subscriptions.period_start_at,
    subscriptions.period_end_at,
    subscriptions.cancelled_at,
    subscriptions.ended_at,
    subscriptions.load_id
from current_subscriptions as subscriptions
left join {{ ref('currency_rates') }} as rates on subscriptions.currency = rates.currency
left join {{ ref('customer_identities') }} as identities on subscriptions.ref_key = identities.ref_key
{{ customer_as_at('identities.customer_key', 'subscriptions.started_at') }}
left join {{ ref('feedback_classes') }} as classes on classes.record_type = 'subscription_period'
