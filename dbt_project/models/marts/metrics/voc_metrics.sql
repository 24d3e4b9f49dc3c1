{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='metric_window_key',
    on_schema_change='fail',
    post_hook=['{{ remove_vanished_metrics() }}', '{{ bring_as_of_up_to_date() }}'],
) }}
{% set reasons = exclusion_reasons() %}
{% set counts = ['respondents_count'] + additive_measures() %}
{% set earlier = ['previous', 'last_year'] %}

with states as (

    select states.*, {{ surrogate_key(['states.metric', 'states.window_key']) }} as metric_window_key
    from {{ ref('int_metric_states') }} as states

),

changed as (

    select states.*
    from states
    {% if is_incremental() %}
    left join (select distinct metric_window_key, input_fingerprint from {{ this }}) as held
        on states.metric_window_key = held.metric_window_key and states.input_fingerprint = held.input_fingerprint
    where held.metric_window_key is null
    {% endif %}

),

needed as (

    select metric, window_key from changed
    union all
    select metric, previous_window_key from changed where previous_window_key is not null
    union all
    select metric, last_year_window_key from changed where last_year_window_key is not null

),

-- Groups that somebody is in, and hidden ones that nobody may be in: readers cannot tell which.
cells as (

    select
        {% for column in ['window_key', 'period_type', 'period_start', 'period_end', 'dimension', 'dimension_value'] %}
        coalesce(counts.{{ column }}, hidden.{{ column }}) as {{ column }},
        {% endfor %}
        {% for measure in count_measures() + quantile_columns() %}
        counts.{{ measure }},
        {% endfor %}
        hidden.window_key is not null as is_suppressed,
        hidden.shown_dimension,
        hidden.shown_dimension_value
    from {{ ref('int_metric_counts') }} as counts
    full outer join {{ ref('int_metric_suppression') }} as hidden
        on
            counts.window_key = hidden.window_key
            and counts.dimension = hidden.dimension
            and counts.dimension_value = hidden.dimension_value

),

counted as (

    select needed.metric, metrics.formula, metrics.scale_min, metrics.scale_max, cells.*
    from (select distinct metric, window_key from needed) as needed
    inner join {{ ref('metrics') }} as metrics on needed.metric = metrics.metric
    inner join cells on needed.window_key = cells.window_key

),

weighed as (

    select counted.*, {{ metric_design_effect() }} as design_effect
    from counted

),

measured as (

    select
        weighed.*,
        {{ metric_value() }} as value,
        {{ metric_bound('low') }} as interval_low,
        {{ metric_bound('high') }} as interval_high,
        {{ metric_standard_error() }} as standard_error
    from weighed

),

compared as (

    select
        changed.metric_window_key,
        changed.is_complete,
        changed.is_settled,
        changed.input_fingerprint,
        measured.*,
        {% for period in earlier %}
        {{ period }}.value as {{ period }}_value,
        {{ period }}.n as {{ period }}_n,
        {{ comparison('measured', period, 'changed') }}{{ ',' if not loop.last }}
        {% endfor %}
    from changed
    inner join measured on changed.metric = measured.metric and changed.window_key = measured.window_key
    {% for period in earlier %}
    left join measured as {{ period }}
        on
            changed.metric = {{ period }}.metric
            and changed.{{ period }}_window_key = {{ period }}.window_key
            and measured.dimension = {{ period }}.dimension
            and measured.dimension_value = {{ period }}.dimension_value
            and not {{ period }}.is_suppressed
    {% endfor %}

),

tested as (

    select
        compared.*,
        {% for period in earlier %}
        {{ two_sided_p('compared.' ~ period ~ '_change / nullif(compared.' ~ period ~ '_change_error, 0)') }} as {{ period }}_p_value{{ ',' if not loop.last }}
        {% endfor %}
    from compared

),

stepped as (

    select
        tested.*,
        {% for period in earlier %}
        {{ benjamini_hochberg_step(period ~ '_p_value', 'metric_window_key, dimension') }} as {{ period }}_step{{ ',' if not loop.last }}
        {% endfor %}
    from tested

),

judged as (

    select
        stepped.*,
        metrics.is_high_good,
        metrics.definition_version,
        targets.target,
        targets.threshold,
        targets.n_min,
        {% for period in earlier %}
        {{ benjamini_hochberg('stepped.' ~ period ~ '_step', 'stepped.' ~ period ~ '_p_value', 'stepped.metric_window_key, stepped.dimension') }} as {{ period }}_q_value{{ ',' if not loop.last }}
        {% endfor %}
    from stepped
    inner join {{ ref('metrics') }} as metrics on stepped.metric = metrics.metric
    left join {{ ref('metric_targets') }} as targets
        on
            stepped.metric = targets.metric
            and stepped.dimension = targets.dimension
            and stepped.dimension_value = targets.dimension_value
            and coalesce(targets.valid_from, stepped.period_end) <= stepped.period_end
            and coalesce(targets.valid_to, stepped.period_end) >= stepped.period_end

)

select
    {{ surrogate_key(['metric_window_key', 'dimension', 'dimension_value']) }} as voc_metric_key,
    metric_window_key,
    metric,
    period_type,
    period_start,
    period_end,
    dimension,
    dimension_value,
    {{ unless_hidden('value') }},
    {{ unless_hidden('n') }},
    {% for measure in counts if measure != 'n' %}
    {{ unless_hidden(measure) }},
    {% endfor %}
    {{ unless_hidden('excluded_' ~ reasons | join(' + excluded_'), 'excluded_count') }},
    {% for reason in reasons %}
    {{ unless_hidden('excluded_' ~ reason) }},
    {% endfor %}
    {{ unless_hidden('interval_low') }},
    {{ unless_hidden('interval_high') }},
    {{ unless_hidden('design_effect') }},
    {% for period in earlier %}
    {% set prefix = '' if period == 'previous' else 'last_year_' %}
    {{ unless_hidden(period ~ '_value') }},
    {{ unless_hidden(period ~ '_n') }},
    {{ period }}_change as {{ prefix }}change,
    {{ difference_bound(period ~ '_change', period ~ '_change_error', 'low') }} as {{ prefix }}change_low,
    {{ difference_bound(period ~ '_change', period ~ '_change_error', 'high') }} as {{ prefix }}change_high,
    {{ period }}_p_value as {{ prefix }}change_p_value,
    {{ period }}_q_value as {{ prefix }}change_q_value,
    {{ period }}_q_value <= 0.05 as is_{{ prefix }}change_significant,
    {% endfor %}
    {{ as_type('target', 'double') }} as target,
    {{ as_type('threshold', 'double') }} as threshold,
    {{ unless_hidden(threshold_status(), 'threshold_status') }},
    is_complete,
    is_settled,
    is_suppressed,
    is_suppressed or respondents_count < {{ var('suppress_comments_below') }} as is_comment_suppressed,
    shown_dimension,
    shown_dimension_value,
    input_fingerprint,
    definition_version,
    as_of.as_of_at
from judged
cross join {{ as_of_relation() }}
