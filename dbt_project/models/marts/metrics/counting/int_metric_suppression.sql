{{ config(materialized='table') }}

with {{ groups_and_boundaries() }}
{{ closed_by_themselves() }}
{{ companions() }}
{{ closed_in_pairs() }}
{{ all_that_is_closed() }}
hidden as (

    select distinct
        windows.window_key,
        windows.observations,
        windows.period_type,
        windows.opens_on,
        windows.closes_on,
        closed.group_no,
        known_groups.dimension,
        known_groups.dimension_value,
        known_groups.value_1,
        known_groups.value_2
    from closed
    inner join known_groups on closed.group_no = known_groups.group_no
    inner join {{ ref('dimension_sets') }} as sets on known_groups.dimension = sets.dimension
    inner join (
        {% for edge in ['opens_on', 'closes_on'] %}
        select windows.*, windows.{{ edge }} as boundary_on from windows
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as windows
        on known_groups.observations = windows.observations and closed.boundary_on = windows.boundary_on
    where {{ is_declared_for('windows.period_type', 'sets.') }}

),

{{ nearest_shown() }}

select
    hidden.window_key,
    hidden.observations,
    hidden.period_type,
    hidden.opens_on as period_start,
    {{ add_to_date('hidden.closes_on', -1, 'day') }} as period_end,
    hidden.dimension,
    hidden.dimension_value,
    -- For tests only: who reads this knows what is hidden.
    case when cells.group_no is null then 'empty' when cells.is_small then 'small' else 'beside' end as reason,
    shown.dimension as shown_dimension,
    shown.dimension_value as shown_dimension_value
from hidden
left join cells
    on hidden.group_no = cells.group_no and hidden.period_type = cells.period_type and hidden.opens_on = cells.opens_on
left join shown on hidden.group_no = shown.group_no and hidden.window_key = shown.window_key
