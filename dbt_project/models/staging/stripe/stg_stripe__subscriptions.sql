{{ config(**staging_config('stripe')) }}

with latest as (

    {{ latest_versions('stripe', 'subscriptions') }}

),

typed as (

    {{ typed_fields('latest', {
        'customer_id': ['$.customer', 'text'],
        'status': ['$.status', 'text'],
        'plan': ['$.metadata.plan', 'text'],
        'currency': ['$.currency', 'text'],
        'price_interval': ['$.items.data[0].price.recurring.interval', 'text'],
        'price_interval_count': ['$.items.data[0].price.recurring.interval_count', 'integer'],
        'unit_amount': ['$.items.data[0].price.unit_amount', 'integer'],
        'quantity': ['$.items.data[0].quantity', 'integer'],
        'created_at': ['$.created', 'epoch'],
        'started_at': ['$.start_date', 'epoch'],
        'period_start_at': ['$.items.data[0].current_period_start', 'epoch'],
        'period_end_at': ['$.items.data[0].current_period_end', 'epoch'],
        'cancelled_at': ['$.canceled_at', 'epoch'],
        'ended_at': ['$.ended_at', 'epoch'],
    }) }}

)

select
    -- ids
    record_id,
    customer_id,
    -- strings
    status,
    plan,
    currency,
    price_interval,
    -- numerics
    price_interval_count,
    unit_amount,
    quantity,
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    created_at,
    started_at,
    period_start_at,
    period_end_at,
    cancelled_at,
    ended_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
