with measured as (

    {% for measure, kind in programme_measures().items() %}
    select
        '{{ measure }}' as measure,
        '{{ kind }}' as kind,
        {% for column in ['month_start', 'dimension', 'dimension_value', 'numerator', 'denominator', 'customers_count'] %}
        counted.{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        {{ programme_measure(measure) }}
    ) as counted
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

hidden as (

    select
        measured.*,
        case
            when customers_count is null then false
            else {{ small_or_companion('measure, month_start, dimension', 'customers_count', 'dimension_value') }}
        end as is_suppressed
    from measured

),

valued as (

    select
        hidden.*,
        case kind
            when 'count' then {{ real('numerator') }}
            else {{ share('numerator', 'denominator') }}
        end as value,
        {% for side in ['low', 'high'] %}
        case kind
            when 'share' then {{ wilson_bound('numerator', 'denominator', side) }}
            when 'rate' then {{ poisson_bound('numerator', 'denominator', side) }}
        end as value_{{ side }}{{ ',' if not loop.last }}
        {% endfor %}
    from hidden
    where not is_suppressed

)

select
    {{ surrogate_key(['hidden.measure', 'hidden.month_start', 'hidden.dimension', 'hidden.dimension_value']) }} as programme_measure_key,
    hidden.measure,
    hidden.month_start,
    hidden.dimension,
    hidden.dimension_value,
    hidden.kind,
    {{ as_type('valued.numerator', 'integer') }} as numerator,
    {{ as_type('valued.denominator', 'integer') }} as denominator,
    valued.value,
    valued.value_low,
    valued.value_high,
    previous.value as previous_value,
    valued.value - previous.value as change,
    {{ add_to_date('hidden.month_start', 1, 'month') }} <= as_of.complete_before as is_complete,
    hidden.is_suppressed,
    as_of.as_of_at
from hidden
cross join {{ as_of_relation() }}
left join valued
    on
        hidden.measure = valued.measure
        and hidden.month_start = valued.month_start
        and hidden.dimension = valued.dimension
        and hidden.dimension_value = valued.dimension_value
left join valued as previous
    on
        hidden.measure = previous.measure
        and hidden.month_start = {{ add_to_date('previous.month_start', 1, 'month') }}
        and hidden.dimension = previous.dimension
        and hidden.dimension_value = previous.dimension_value
