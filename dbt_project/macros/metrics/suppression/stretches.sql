{# Which boundaries a small group closes for itself. #}

{# Boundaries on which more depends stay open: those of quarters, months, (beginning,) weeks, the present, other days. #}
{% macro boundary_rank(date, today) %}
    case
        when {{ date }} > {{ today }} then 2
        when {{ reporting_period_start(date, 'quarter') }} = {{ date }} then 6
        when {{ reporting_period_start(date, 'month') }} = {{ date }} then 5
        when {{ reporting_period_start(date, 'week') }} = {{ date }} then 3
        else 1
    end
{% endmacro %}

{#
    The beginning: before the first record of all everybody knows that there was nobody. Closed, it hides the periods in which counting began,
    which are partial anyway. Where a single group begins later, nothing is closed: its companion would be hidden far back.
#}
{% macro rank_of_beginning() %}case when dimension = 'all' then 4 else 9 end{% endmacro %}

{#
    CTE own: the boundaries that each group closes because of itself, with the cells before and after. Between two boundaries without anybody
    between them the total does not change: they are one stretch, and are closed together.
#}
{% macro closed_by_themselves() %}
placed as (

    select
        known_groups.group_no,
        known_groups.dimension,
        boundaries.boundary_on as placed_on,
        boundaries.boundary_rank,
        0 as is_cell,
        -- Weeks do not say who lies between their beginning and a month's.
        case when known_groups.finest_rank = {{ period_types().index('week') + 1 }} and boundaries.boundary_rank >= 5 then 1 else 0 end as is_apart
    from known_groups
    inner join boundaries on known_groups.observations = boundaries.observations and known_groups.dimension = boundaries.dimension
    where known_groups.has_small = 1
    union all
    select cells.group_no, known_groups.dimension, cells.opens_on as placed_on, 0 as boundary_rank, 1 as is_cell, 0 as is_apart
    from cells
    inner join known_groups on cells.group_no = known_groups.group_no
    where cells.is_finest and known_groups.has_small = 1

),

between_cells as (

    select
        placed.*,
        {% for name, found in {'cells_before': 'sum(is_cell)', 'cell_before': 'max(case when is_cell = 1 then placed_on end)'}.items() %}
        {{ found }} over (
            partition by group_no order by placed_on, is_cell rows between unbounded preceding and current row
        ) as {{ name }},
        {% endfor %}
        min(case when is_cell = 1 then placed_on end) over (
            partition by group_no order by placed_on, is_cell rows between current row and unbounded following
        ) as cell_after
    from placed

),

stretched as (

    select
        group_no,
        dimension,
        placed_on as boundary_on,
        boundary_rank,
        cell_before,
        cell_after is null as is_last,
        coalesce(cell_after, {{ add_to_date('cell_before', longest_period(), 'day') }}) as cell_after,
        4 * cells_before + 2 * is_apart
        + case when placed_on > {{ add_to_date('cell_before', longest_period(), 'day') }} then 1 else 0 end as stretch_no
    from between_cells
    where is_cell = 0

),

ranked as (

    select
        stretched.*,
        case
            when cell_before is null then {{ rank_of_beginning() }}
            else max(boundary_rank) over (partition by group_no, stretch_no)
        end as stretch_rank
    from stretched

),

small_cells as (

    select group_no, period_type, opens_on, closes_on, coalesce(is_after_small, false) as is_after_small
    from (
        select cells.*, lag(is_small) over (partition by group_no, period_type order by opens_on) as is_after_small
        from cells
    ) as cells
    where is_small

),

-- Both edges of a cell in one join: joined one after the other, DuckDB first pairs every stretch of a group with every other.
small as (

    select
        edges.group_no,
        known_groups.observations,
        known_groups.dimension,
        edges.opens_on,
        max(case when edges.is_opening = 1 then ranked.stretch_no end) as opening_no,
        max(case when edges.is_opening = 0 then ranked.stretch_no end) as closing_no,
        max(case when edges.is_opening = 1 then ranked.stretch_rank end) as opening_rank,
        max(case when edges.is_opening = 0 then ranked.stretch_rank end) as closing_rank,
        edges.is_after_small
    from (
        select group_no, period_type, opens_on, is_after_small, opens_on as edge_on, 1 as is_opening from small_cells
        union all
        select group_no, period_type, opens_on, is_after_small, closes_on as edge_on, 0 as is_opening from small_cells
    ) as edges
    inner join ranked on edges.group_no = ranked.group_no and edges.edge_on = ranked.boundary_on
    inner join known_groups on edges.group_no = known_groups.group_no
    group by
        edges.group_no, edges.period_type, edges.opens_on, edges.is_after_small, known_groups.observations, known_groups.dimension
    having count(*) = 2

),

-- The lower stretch is closed, else where the period begins; two small ones in a row may be few together and are closed at both ends.
closing as (

    select group_no, observations, dimension, opens_on, opening_no as stretch_no from small where opening_rank <= closing_rank
    union all
    select group_no, observations, dimension, opens_on, closing_no as stretch_no
    from small
    where closing_rank < opening_rank or (closing_rank = opening_rank and is_after_small)

),

closed_beginnings as (

    select distinct closing.observations, ranked.boundary_on
    from closing
    inner join ranked on closing.group_no = ranked.group_no and closing.stretch_no = ranked.stretch_no
    where closing.dimension = 'all' and ranked.cell_before is null

),

-- Where the beginning is closed a group that begins with it need not close anything.
closed_stretches as (

    select distinct closing.group_no, closing.stretch_no
    from closing
    left join closed_beginnings
        on closing.observations = closed_beginnings.observations and closing.opens_on = closed_beginnings.boundary_on
    where closing.dimension = 'all' or closed_beginnings.boundary_on is null

),

own as (

    select known_groups.observations, known_groups.value_1, known_groups.value_2, ranked.*
    from closed_stretches
    inner join ranked on closed_stretches.group_no = ranked.group_no and closed_stretches.stretch_no = ranked.stretch_no
    inner join known_groups on ranked.group_no = known_groups.group_no

),
{% endmacro %}
