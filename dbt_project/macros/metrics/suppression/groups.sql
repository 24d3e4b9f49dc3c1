{#
    Which groups are hidden (int_metric_suppression), step by step; docs/metrics/small_groups.md has the argument. Every shown number is the
    difference of a group's running total at two boundaries, the days between which its period lies. A group of fewer than suppress_below
    respondents is hidden by closing one of its boundaries: nothing of that group that begins or ends there is shown, be it a day, a month or
    a rolling window, and whether anybody is in it or not. Then no sum or difference of shown periods ends there either.
#}

{# Types of period from the shortest. #}
{% macro period_rank(period_type) %}
    {% set cases = [] %}
    {% for period in period_types() %}{% do cases.append("when '" ~ period ~ "' then " ~ loop.index) %}{% endfor %}
    {{ return('case ' ~ period_type ~ ' ' ~ cases | join(' ') ~ ' end') }}
{% endmacro %}

{# CTEs: windows (what is counted), known_groups, cells (groups with somebody in them), boundaries (where periods of a dimension begin and end). #}
{% macro groups_and_boundaries() %}
windows as (

    select window_key, observations, period_type, period_start as opens_on, {{ add_to_date('period_end', 1, 'day') }} as closes_on
    from {{ ref('int_metric_marks') }}

),

counted as (

    select
        counts.*,
        {{ add_to_date('period_end', 1, 'day') }} as closes_on,
        n > 0 and respondents_count < {{ var('suppress_below') }} as is_small,
        {{ period_rank('period_type') }} as period_rank,
        min({{ period_rank('period_type') }}) over (partition by observations, dimension) as finest_rank
    from {{ ref('int_metric_counts') }} as counts

),

known_groups as (

    select
        observations,
        dimension,
        dimension_value,
        value_1,
        value_2,
        max(case when is_small then 1 else 0 end) as has_small,
        sum(case when period_rank = finest_rank then n else 0 end) as n,
        max(finest_rank) as finest_rank,
        {{ as_type('row_number() over (order by observations, dimension, dimension_value)', 'integer') }} as group_no
    from counted
    group by observations, dimension, dimension_value, value_1, value_2

),

cells as (

    select
        known_groups.group_no,
        counted.period_type,
        counted.period_start as opens_on,
        counted.closes_on,
        counted.is_small,
        counted.period_rank = counted.finest_rank as is_finest
    from counted
    inner join known_groups
        on
            counted.observations = known_groups.observations
            and counted.dimension = known_groups.dimension
            and counted.dimension_value = known_groups.dimension_value
    where counted.n > 0

),

boundaries as (

    select distinct
        edges.observations,
        sets.dimension,
        edges.boundary_on,
        {{ boundary_rank('edges.boundary_on', 'as_of.as_of_on') }} as boundary_rank
    from (
        {% for edge in ['opens_on', 'closes_on'] %}
        select observations, period_type, {{ edge }} as boundary_on from windows
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as edges
    inner join (select distinct observations, dimension from known_groups) as broken_down
        on edges.observations = broken_down.observations
    inner join {{ ref('dimension_sets') }} as sets on broken_down.dimension = sets.dimension
    cross join {{ as_of_relation() }}
    where {{ is_declared_for('edges.period_type', 'sets.') }}

),
{% endmacro %}
