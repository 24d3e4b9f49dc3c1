{% set attributes = ['segment', 'plan', 'country', 'language'] %}

with counted as (

    select
        customer_key,
        observed_at,
        first_seen_at,
        {% for attribute in attributes %}
        {{ attribute }},
        count({{ attribute }}) over (partition by customer_key order by observed_at rows unbounded preceding) as {{ attribute }}_no{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_customer_attributes') }}

),

-- An attribute holds until another value is seen; before the first sighting of a value nothing is known.
filled as (

    select
        customer_key,
        observed_at,
        first_seen_at,
        {% for attribute in attributes %}
        max({{ attribute }}) over (partition by customer_key, {{ attribute }}_no) as {{ attribute }}{{ ',' if not loop.last }}
        {% endfor %}
    from counted

),

described as (

    select
        *,
        {{ surrogate_key(attributes) }} as description_key
    from filled

),

compared as (

    select
        *,
        lag(description_key) over (partition by customer_key order by observed_at) as previous_key
    from described

),

changes as (

    select
        customer_key,
        segment,
        plan,
        country,
        language,
        case when previous_key is null then first_seen_at else observed_at end as valid_from,
        lead(observed_at) over (partition by customer_key order by observed_at) as valid_to
    from compared
    where previous_key is null or previous_key <> description_key

)

select
    {{ surrogate_key(['customer_key', 'valid_from']) }} as customer_period_key,
    customer_key,
    segment,
    plan,
    country,
    language,
    valid_to is null as is_current,
    valid_from,
    valid_to
from changes
