{% set within_a_day = 'orders.occurred_at >= carts.created_at and orders.occurred_at <= ' ~ add_seconds('carts.created_at', 86400) %}

-- A table made anew: any order that arrives or goes may end or undo the abandonment of a cart, and to find those costs the same join.
with carts as (

    select
        carts.cart_key,
        identities.customer_key,
        case when carts.order_id is not null then {{ surrogate_key(['carts.source', "'order'", 'carts.order_id']) }} end as order_key,
        carts.source,
        carts.currency,
        carts.amount_minor,
        carts.created_at
    from {{ ref('int_carts') }} as carts
    left join {{ ref('customer_identities') }} as identities on carts.ref_key = identities.ref_key
    where not carts.is_deleted

),

orders as (

    select customer_key, order_key, occurred_at
    from {{ ref('fct_transactions') }}
    where transaction_type = 'order' and status in ('paid', 'open')

),

-- Two joins, since engines join by hash on one key or the other, not on either.
matches as (

    select carts.cart_key, orders.occurred_at
    from carts
    inner join orders on carts.customer_key = orders.customer_key and {{ within_a_day }}

    union all

    select carts.cart_key, orders.occurred_at
    from carts
    inner join orders on carts.order_key = orders.order_key and {{ within_a_day }}

),

first_orders as (

    select cart_key, min(occurred_at) as order_at
    from matches
    group by cart_key

)

select
    carts.cart_key,
    carts.customer_key,
    carts.order_key,
    carts.source,
    classes.feedback_class,
    carts.currency,
    carts.amount_minor,
    carts.created_at,
    {{ reporting_date('carts.created_at') }} as created_on,
    first_orders.order_at
from carts
left join first_orders on carts.cart_key = first_orders.cart_key
left join {{ ref('feedback_classes') }} as classes on classes.record_type = 'cart'
