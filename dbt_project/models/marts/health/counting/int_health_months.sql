-- The months that are scored, up to health_months of them: the present one as of now, the others at their end. With weights and cuts
-- as columns. Months before data of half the weight began are left out: nobody could have a score.
with tools as (

    select source, max(data_through_at) as data_through_at
    from {{ ref('source_freshness') }}
    group by source

),

-- A month whose first instant is now has not begun.
as_of as (

    select
        max(data_through_at) as as_of_at,
        min(data_through_at) as complete_until_at,
        {{ period_start(reporting_date(add_seconds('max(data_through_at)', -1)), 'month') }} as present_month
    from tools

),

starts as (

    select
        {% for input in health_inputs() %}
        min(case when input = '{{ input }}' then occurred_at end) as {{ input }}_started_at{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_health_events') }}

),

calendar as (

    {% for back in range(var('health_months')) %}
    select {{ add_to_date('present_month', -back, 'month') }} as month_start, as_of_at, complete_until_at
    from as_of
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

months as (

    select
        month_start,
        {{ add_to_date(add_to_date('month_start', 1, 'month'), -1, 'day') }} as month_end,
        {{ reporting_day_start(add_to_date('month_start', 1, 'month')) }} <= complete_until_at as is_complete,
        least({{ reporting_day_start(add_to_date('month_start', 1, 'month')) }}, as_of_at) as until_at,
        complete_until_at
    from calendar

),

weights as (

    select
        version,
        coalesce(max(valid_from), {{ as_type("'1900-01-01'", 'date') }}) as valid_from,
        coalesce(max(valid_to), {{ as_type("'2999-12-31'", 'date') }}) as valid_to,
        {% for input in health_inputs() %}
        max(case when input = '{{ input }}' then weight end) as {{ input }}_weight{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('health_weights') }}
    group by version

),

cuts as (

    select
        version,
        {% for input, parameters in health_parameters().items() %}
        {% set is_last_input = loop.last %}
        {% for parameter in parameters %}
        max(case when input = '{{ input }}' and parameter = '{{ parameter }}' then value end) as {{ input }}_{{ parameter }}{{ ',' if not (loop.last and is_last_input) }}
        {% endfor %}
        {% endfor %}
    from {{ ref('health_inputs') }}
    group by version

)

select
    months.month_start,
    months.month_end,
    months.until_at,
    {{ reporting_date(add_seconds('months.until_at', -1)) }} as last_day,
    months.is_complete,
    months.complete_until_at,
    starts.support_started_at < months.until_at as is_support_known,
    weights.version as weights_version,
    {% for column in health_settings()[1:] %}
    {{ 'weights' if column.endswith('_weight') else 'cuts' }}.{{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from months
cross join starts
inner join weights on months.month_end between weights.valid_from and weights.valid_to
inner join cuts on weights.version = cuts.version
where
    2 * (
        {% for input in health_inputs() %}
        {{ '+ ' if not loop.first }}case when starts.{{ input }}_started_at < months.until_at then weights.{{ input }}_weight else 0 end
        {% endfor %}
    ) >= weights.{{ health_inputs() | join('_weight + weights.') }}_weight
