{# Reads published cells only: what is hidden in voc_metrics cannot be learned here. #}
{% set baselines = {'rolling_28': 'weeks_4', 'rolling_91': 'weeks_13'} %}
{% set together = 'metric, period_type, period_start, dimension, baseline' %}

-- Days of late only: that is where windows end every day, and older days are nobody's news.
with shown as (

    select
        cells.voc_metric_key, cells.metric, cells.period_type, cells.period_start, cells.period_end, cells.dimension, cells.dimension_value,
        cells.value, cells.n, cells.positive_count, cells.negative_count, cells.value_sum, cells.value_sum_of_squares, cells.design_effect,
        metrics.formula,
        {{ days_between('cells.period_start', 'cells.period_end') }} + 1 as days_count,
        -- By order statistics, both of them.
        cells.interval_low as median_low,
        cells.interval_high as median_high,
        cells.interval_low as p90_low,
        cells.interval_high as p90_high
    from {{ ref('voc_metrics') }} as cells
    inner join {{ ref('metrics') }} as metrics on cells.metric = metrics.metric
    cross join {{ as_of_relation() }}
    where
        cells.value is not null
        and cells.is_complete
        and (cells.period_type <> 'day' or cells.period_start >= {{ shifted_day('as_of.as_of_on', '-' ~ daily_rolling_ends()) }})

),

measured as (

    select
        voc_metric_key, metric, formula, period_type, period_start, period_end, days_count, dimension, dimension_value, value, n,
        {{ metric_standard_error() }} as standard_error
    from shown

),

-- A window that begins before the metric does is shorter than it says.
begun as (

    select metric, min(period_start) as begun_on
    from {{ ref('voc_metrics') }}
    where period_type = 'day'
    group by metric

),

periods as (

    select distinct period_type, period_start, period_end from measured

),

-- Rolling windows end with a week, of late on every day: the last one before a period ends at most six days before it.
candidates as (

    select
        periods.period_type,
        periods.period_start,
        rolling.period_type as baseline_type,
        rolling.period_start as baseline_start
    from periods
    inner join periods as rolling
        on
            rolling.period_end < periods.period_start
            and rolling.period_end >= {{ add_to_date('periods.period_start', -7, 'day') }}
    where
        periods.period_type in ('{{ calendar_periods() | join("', '") }}')
        and rolling.period_type in ('{{ baselines.keys() | join("', '") }}')

),

-- A total of 28 days is brought to the length of the period; nothing else depends on it.
paired as (

    select
        measured.*,
        case earlier.period_type {% for type, name in baselines.items() %}when '{{ type }}' then '{{ name }}' {% endfor %}end as baseline,
        earlier.period_start as baseline_start,
        earlier.period_end as baseline_end,
        earlier.n as baseline_n,
        earlier.standard_error as baseline_error,
        earlier.value * case when measured.formula = 'total' then {{ real('measured.days_count') }} / earlier.days_count else 1 end as baseline_value,
        row_number() over (
            partition by measured.voc_metric_key, earlier.period_type order by earlier.period_end desc
        ) as newest_rank
    from measured
    inner join candidates
        on measured.period_type = candidates.period_type and measured.period_start = candidates.period_start
    inner join measured as earlier
        on
            measured.metric = earlier.metric
            and measured.dimension = earlier.dimension
            and measured.dimension_value = earlier.dimension_value
            and candidates.baseline_type = earlier.period_type
            and candidates.baseline_start = earlier.period_start
    inner join begun on measured.metric = begun.metric and earlier.period_start >= begun.begun_on

),

compared as (

    select
        paired.*,
        value - baseline_value as change,
        sqrt(standard_error * standard_error + baseline_error * baseline_error) as change_error
    from paired
    where newest_rank = 1

),

tested as (

    select compared.*, {{ two_sided_p('compared.change / nullif(compared.change_error, 0)') }} as p_value
    from compared

),

stepped as (

    select tested.*, {{ benjamini_hochberg_step('p_value', together) }} as step
    from tested

),

judged as (

    select stepped.*, {{ benjamini_hochberg('step', 'p_value', together) }} as q_value
    from stepped

)

select
    voc_metric_key,
    metric,
    period_type,
    period_start,
    period_end,
    dimension,
    dimension_value,
    baseline,
    baseline_start,
    baseline_end,
    value,
    n,
    baseline_value,
    baseline_n,
    change,
    {{ difference_bound('change', 'change_error', 'low') }} as change_low,
    {{ difference_bound('change', 'change_error', 'high') }} as change_high,
    p_value as change_p_value,
    q_value as change_q_value,
    q_value <= 0.05 as is_change_significant
from judged
