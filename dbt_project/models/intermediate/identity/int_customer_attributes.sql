-- What was known of a customer when: responses carry attributes of their time, accounts the present ones, which therefore
-- stand at the customer's newest sighting.
with sightings as (

    select
        identities.customer_key,
        refs.ref_kind,
        refs.segment,
        refs.plan,
        refs.country,
        refs.language,
        refs.observed_at,
        max(refs.observed_at) over (partition by identities.customer_key) as newest_at,
        min(refs.observed_at) over (partition by identities.customer_key) as oldest_at
    from {{ ref('int_customer_refs') }} as refs
    inner join {{ ref('customer_identities') }} as identities on refs.ref_key = identities.ref_key
    where not refs.is_deleted

),

placed as (

    select
        customer_key,
        case when ref_kind = 'account' and coalesce(segment, plan, country) is not null then newest_at else observed_at end as observed_at,
        case when ref_kind = 'account' then 1 else 0 end as is_account,
        oldest_at,
        segment,
        plan,
        country,
        language
    from sightings

)

select
    customer_key,
    observed_at,
    min(oldest_at) as first_seen_at,
    {% for attribute in ['segment', 'plan', 'country', 'language'] %}
    -- Of several at one instant the account's word counts.
    coalesce(max(case when is_account = 1 then {{ attribute }} end), max({{ attribute }})) as {{ attribute }}{{ ',' if not loop.last }}
    {% endfor %}
from placed
group by customer_key, observed_at
