{{ config(**fact_config('transaction_key', parents='int_transactions')) }}

with transactions as (

    select * from {{ ref('int_transactions') }}

),

{% if is_incremental() %}
changed as (

    {{ newly_loaded('transactions', 'transaction_key') }}

    union all

    {{ rekeyed('transactions', 'transaction_key', 'occurred_at') }}

    union all

    -- The registry's rate or the currency's number of minor units changed.
    select held.transaction_key
    from {{ this }} as held
    inner join {{ ref('currency_rates') }} as rates on held.currency = rates.currency
    where coalesce(held.rate_to_eur, -1) <> rates.rate_to_eur

),
{% endif %}

current_transactions as (

    select * from transactions
    where
        not is_deleted
        {% if is_incremental() %}
        and transaction_key in (select transaction_key from changed)
        {% endif %}

)

select
    transactions.transaction_key,
    identities.customer_key,
    {{ surrogate_key(['transactions.source', "'order'", 'transactions.order_id']) }} as order_key,
    transactions.source,
    classes.feedback_class,
    transactions.transaction_type,
    transactions.status,
    described.segment,
    described.country,
    described.language,
    described.plan,
    transactions.currency,
    transactions.amount_minor,
    {{ as_type(as_type('transactions.amount_minor', 'money') ~ ' / rates.minor_units', 'money') }} as amount,
    {{ as_type('transactions.amount_minor * rates.rate_to_eur / rates.minor_units', 'money') }} as amount_eur,
    {{ as_type('rates.rate_to_eur', 'number') }} as rate_to_eur,
    transactions.occurred_at,
    {{ reporting_date('transactions.occurred_at') }} as occurred_on,
    transactions.load_id
from current_transactions as transactions
left join {{ ref('currency_rates') }} as rates on transactions.currency = rates.currency
left join {{ ref('customer_identities') }} as identities on transactions.ref_key = identities.ref_key
{{ customer_as_at('identities.customer_key', 'transactions.occurred_at') }}
left join {{ ref('feedback_classes') }} as classes on classes.record_type = 'transaction'
