{% set counts = ['cases_count', 'due_count', 'in_time_count', 'contacted_count', 'overdue_count', 'lapsed_count', 'dismissed_count'] %}
{% set spreads = ['recovery', 'unassisted'] %}

with cases as (

    select
        *,
        {{ period_start('opened_on', 'month') }} as month_start
    from {{ ref('cases') }}

),

grouped as (

    {% for dimension, value in {'all': "'all'", 'touchpoint': 'touchpoint', 'segment': 'segment', 'owner': 'owner', 'case_rule': 'case_rule'}.items() %}
    select cases.*, '{{ dimension }}' as dimension, coalesce({{ value }}, 'unknown') as dimension_value
    from cases
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

ranked as (

    select
        grouped.*,
        case when contact_seconds is not null then row_number() over (
            partition by month_start, dimension, dimension_value, case when contact_seconds is null then 1 else 0 end order by contact_seconds
        ) end as contact_rank,
        count(contact_seconds) over (partition by month_start, dimension, dimension_value) as contact_ranks
    from grouped

),

counted as (

    select
        month_start,
        dimension,
        dimension_value,
        count(distinct customer_key) as customers_count,
        count(*) as cases_count,
        {{ count_if('is_in_time is not null') }} as due_count,
        {{ count_if('is_in_time') }} as in_time_count,
        {{ count_if('contacted_at is not null') }} as contacted_count,
        {{ count_if('is_overdue') }} as overdue_count,
        {{ count_if("status = 'lapsed'") }} as lapsed_count,
        {{ count_if("status = 'dismissed'") }} as dismissed_count,
        {{ quantile_from_ranks('contact_seconds', 'contact_rank', 'contact_ranks', 0.5) }} as median_contact_seconds,
        {% for spread in spreads %}
        count({{ spread }}_points) as {{ spread }}_n,
        coalesce(sum({{ spread }}_points), 0) as {{ spread }}_sum,
        coalesce(sum({{ spread }}_points * {{ spread }}_points), 0) as {{ spread }}_squares,
        {% endfor %}
        max(as_of_at) as as_of_at
    from ranked
    group by month_start, dimension, dimension_value

),

hidden as (

    select
        counted.*,
        {{ small_or_companion('month_start, dimension', 'customers_count', 'dimension_value') }} as is_suppressed
    from counted

)

select
    {{ surrogate_key(['month_start', 'dimension', 'dimension_value']) }} as case_outcome_key,
    month_start,
    dimension,
    dimension_value,
    {% for count in counts %}
    case when not is_suppressed then {{ as_type(count, 'integer') }} end as {{ count }},
    {% endfor %}
    case when not is_suppressed then {{ share('in_time_count', 'due_count') }} end as in_time_share,
    {% for side in ['low', 'high'] %}
    case when not is_suppressed then {{ wilson_bound('in_time_count', 'due_count', side) }} end as in_time_share_{{ side }},
    {% endfor %}
    case when not is_suppressed then {{ real('median_contact_seconds') }} / 3600 end as median_hours_to_contact,
    {% for spread in spreads %}
    {% set shown = 'not is_suppressed and ' ~ spread ~ '_n >= ' ~ var('suppress_below') %}
    case when {{ shown }} then {{ spread }}_n end as {{ spread }}_n,
    case when {{ shown }} then {{ mean(spread ~ '_sum', spread ~ '_n') }} end as {{ spread }}_points,
    {% for side in ['low', 'high'] %}
    case when {{ shown }} then {{ mean_bound(spread ~ '_n', spread ~ '_sum', spread ~ '_squares', '-100', '100', side) }} end as {{ spread }}_points_{{ side }},
    {% endfor %}
    {% endfor %}
    is_suppressed,
    as_of_at
from hidden
