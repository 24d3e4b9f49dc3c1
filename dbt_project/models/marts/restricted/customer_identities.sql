with members as (

    select
        claims.ref_key,
        claims.source,
        claims.ref_id,
        claims.ref_kind,
        claims.joined_via,
        components.component_no,
        -- Another ref holds the same identifier: this is what joined them.
        case
            when min(claims.ref_key) over (partition by claims.identifier)
                <> max(claims.ref_key) over (partition by claims.identifier) then 1
            else 0
        end as is_shared
    from {{ ref('int_identity__identifiers') }} as claims
    inner join {{ ref('int_identity__components') }} as components on claims.identifier = components.identifier
    where claims.not_joined_because is null

),

-- The key follows the identifier seen first, so it survives later joins; on one day the alphabet decides.
anchors as (

    select
        component_no,
        substr(min({{ as_type(as_type('first_seen_at', 'date'), 'text') }} || ':' || identifier), 12) as anchor
    from {{ ref('int_identity__components') }}
    group by component_no

),

customers as (

    select
        component_no,
        {{ keyed_hash('anchor') }} as customer_key
    from anchors

),

refs as (

    select
        ref_key,
        source,
        ref_id,
        ref_kind,
        min(component_no) as component_no,
        trim(
            {%- for via in ['account', 'user_id', 'email', 'phone', 'account_link', 'ticket_link', 'order_link'] %}
            case when max(case when joined_via = '{{ via }}' then is_shared else 0 end) = 1 then '{{ via }} ' else '' end
            {%- if not loop.last %} ||{% endif %}
            {%- endfor %}
        ) as joined_by
    from members
    group by ref_key, source, ref_id, ref_kind

)

select
    refs.ref_key,
    refs.source as tool,
    refs.ref_id,
    refs.ref_kind,
    customers.customer_key,
    case when refs.ref_kind = 'account' then {{ keyed_hash("refs.source || ':' || refs.ref_id") }} end as account_key,
    case when refs.joined_by = '' then 'alone' else refs.joined_by end as joined_by
from refs
inner join customers on refs.component_no = customers.component_no
