{# Reads published cells only: what is hidden in voc_metrics cannot be learned here. #}
with cells as (

    select
        voc_metrics.metric,
        voc_metrics.period_type,
        voc_metrics.period_start,
        voc_metrics.dimension,
        voc_metrics.dimension_value,
        voc_metrics.n,
        voc_metrics.respondents_count,
        {{ weighted_value() }} as weighted_value,
        case when voc_metrics.is_suppressed then 1 else 0 end as is_hidden
    from {{ ref('voc_metrics') }} as voc_metrics
    inner join {{ ref('metrics') }} as metrics on voc_metrics.metric = metrics.metric
    inner join {{ ref('dimension_sets') }} as sets on voc_metrics.dimension = sets.dimension
    where metrics.formula in ('{{ decomposed_formulas() | join("', '") }}') and sets.second_column is null

),

sides as (

    {% for side in ['period_start', 'previous_start'] %}
    select
        cells.metric, windows.period_type, windows.period_start, windows.previous_start, cells.dimension, cells.dimension_value,
        cells.is_hidden, {{ one_side('cells', is_previous=loop.last) }}
    from {{ ref('int_metric_windows') }} as windows
    inner join cells on windows.period_type = cells.period_type and windows.{{ side }} = cells.period_start
    where windows.is_complete and windows.period_type in ('{{ decomposed_periods() | join("', '") }}')
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

compared as (

    select metric, period_type, period_start, previous_start, dimension, dimension_value, max(is_hidden) as is_hidden, {{ each_sum('sum(@)') }}
    from sides
    group by metric, period_type, period_start, previous_start, dimension, dimension_value

),

totals as (

    select * from compared
    where dimension = 'all' and is_hidden = 0 and n > 0 and previous_n > 0

),

shown as (

    select * from compared
    where dimension <> 'all' and is_hidden = 0 and (n > 0 or previous_n > 0)

),

hidden as (

    select metric, period_type, period_start, dimension, max(is_hidden) as is_any_hidden
    from compared
    group by metric, period_type, period_start, dimension

),

left_over as (

    select
        shown.metric, shown.period_type, shown.period_start, shown.dimension,
        case when hidden.is_any_hidden = 1 then 'other groups' else 'in several groups' end as dimension_value,
        hidden.is_any_hidden, {{ each_sum('max(totals.@) - sum(shown.@)') }}
    from shown
    inner join totals
        on shown.metric = totals.metric and shown.period_type = totals.period_type and shown.period_start = totals.period_start
    inner join hidden
        on
            shown.metric = hidden.metric
            and shown.period_type = hidden.period_type
            and shown.period_start = hidden.period_start
            and shown.dimension = hidden.dimension
    group by shown.metric, shown.period_type, shown.period_start, shown.dimension, hidden.is_any_hidden

),

parts as (

    select metric, period_type, period_start, dimension, dimension_value, 0 as is_left_over, 0 as is_hidden, {{ each_sum('@') }} from shown
    union all
    select metric, period_type, period_start, dimension, dimension_value, 1 as is_left_over, is_any_hidden as is_hidden, {{ each_sum('@') }} from left_over
    where n <> 0 or previous_n <> 0 or weighted_value <> 0 or previous_weighted_value <> 0

)

{{ driver_effects('parts', 'totals', ref('metrics')) }}
