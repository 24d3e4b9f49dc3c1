{% set cells = effect_cells() %}

with actions as (

    select
        actions.*,
        metrics.observations,
        metrics.formula,
        metrics.scale_min,
        metrics.scale_max,
        metrics.is_high_good,
        as_of.as_of_at,
        as_of.as_of_on,
        as_of.complete_before
    from {{ ref('actions') }} as actions
    left join {{ ref('metrics') }} as metrics on actions.metric = metrics.metric
    cross join {{ as_of_relation() }}

),

observed as (

    {{ observations_of_actions("(select * from actions where started_on is not null and formula in ('net_share', 'share', 'mean'))") }}

),

counted as (

    {{ counted_cells('observed', 'actions') }}

),

weighed as (

    select counted.*, {{ metric_design_effect() }} as design_effect
    from counted

),

measured as (

    select action, cell, n, {{ metric_value() }} as value, {{ metric_standard_error() }} as standard_error
    from weighed

),

beside as (

    select
        action,
        {% for cell in cells %}
        max(case when cell = '{{ cell }}' then n end) as {{ cell }}_n,
        max(case when cell = '{{ cell }}' then value end) as {{ cell }}_value,
        max(case when cell = '{{ cell }}' then standard_error end) as {{ cell }}_error{{ ',' if not loop.last }}
        {% endfor %}
    from measured
    group by action

),

{% set enough = [] %}
{% for cell in cells %}{% do enough.append('coalesce(beside.' ~ cell ~ '_n, 0) >= ' ~ var('action_effect_n_min')) %}{% endfor %}
judged as (

    select
        actions.*,
        {% for cell in cells %}
        {% for part in ['n', 'value', 'error'] %}
        beside.{{ cell }}_{{ part }},
        {% endfor %}
        {% endfor %}
        case
            when actions.started_on is null then 'not_started'
            when actions.observations is null or actions.dimension is null or actions.formula not in ('net_share', 'share', 'mean') then 'not_measurable'
            when {{ add_to_date('actions.started_on', var('action_effect_days'), 'day') }} > actions.complete_before then 'too_early'
            when not ({{ enough[:2] | join(' and ') }}) then 'too_few'
            when actions.dimension = 'all' or not ({{ enough[2:] | join(' and ') }}) then 'no_comparison'
            else 'measured'
        end as effect_status
    from actions
    left join beside on actions.action = beside.action

),

differences as (

    select
        judged.*,
        effect_status in ('measured', 'no_comparison') as is_shown,
        effect_status = 'measured' as is_compared,
        after_value - before_value as change,
        sqrt(after_error * after_error + before_error * before_error) as change_error,
        (after_value - before_value) - (comparison_after_value - comparison_before_value) as effect,
        sqrt(
            after_error * after_error + before_error * before_error
            + comparison_after_error * comparison_after_error + comparison_before_error * comparison_before_error
        ) as effect_error
    from judged

),

told as (

    select action, count(distinct customer_key) as customers_count
    from {{ ref('told_customers') }}
    group by action

)

select
    differences.action,
    title,
    theme,
    touchpoint,
    dimension,
    dimension_value,
    metric,
    owner,
    status,
    origin,
    started_on,
    deadline_on,
    finished_on,
    {{ as_type('target_value', 'double') }} as target_value,
    status in ('planned', 'running') and deadline_on < as_of_on as is_overdue,
    effect_status,
    {% for cell in cells %}
    {% set shown = 'is_compared' if cell.startswith('comparison') else 'is_shown' %}
    case when {{ shown }} then {{ as_type(cell ~ '_n', 'integer') }} end as {{ cell }}_n,
    case when {{ shown }} then {{ cell }}_value end as {{ cell }}_value,
    {% endfor %}
    case when is_shown then change end as change,
    {% for side in ['low', 'high'] %}
    case when is_shown then {{ difference_bound('change', 'change_error', side) }} end as change_{{ side }},
    {% endfor %}
    case when is_compared then effect end as effect,
    {% for side in ['low', 'high'] %}
    case when is_compared then {{ difference_bound('effect', 'effect_error', side) }} end as effect_{{ side }},
    {% endfor %}
    case when is_compared then abs(effect) > {{ z95() }} * effect_error end as is_effect_significant,
    case when is_shown then case when is_high_good then after_value >= target_value else after_value <= target_value end end as is_target_reached,
    case when told.customers_count >= {{ var('suppress_below') }} then {{ as_type('told.customers_count', 'integer') }} end as customers_to_tell_count,
    as_of_at
from differences
left join told on differences.action = told.action
