{{ config(materialized='view') }}

with ranked as (

    select
        identities.customer_key,
        refs.email,
        refs.phone,
        refs.full_name,
        refs.observed_at,
        refs.ref_key,
        case when refs.ref_kind = 'account' then 0 else 1 end as kind_rank
    from {{ ref('int_customer_refs') }} as refs
    inner join {{ ref('customer_identities') }} as identities on refs.ref_key = identities.ref_key
    where not refs.is_deleted

),

-- Of each detail the newest that an account gives, else the newest that a record gives.
details as (

    {% for detail in ['email', 'phone', 'full_name'] %}
    select
        customer_key,
        '{{ detail }}' as detail,
        {{ detail }} as detail_value,
        row_number() over (partition by customer_key order by kind_rank, observed_at desc, ref_key) as detail_rank
    from ranked
    where {{ detail }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    customer_key,
    max(case when detail = 'email' then trim(detail_value) end) as email,
    max(case when detail = 'phone' then detail_value end) as phone,
    max(case when detail = 'full_name' then detail_value end) as full_name
from details
where detail_rank = 1
group by customer_key
