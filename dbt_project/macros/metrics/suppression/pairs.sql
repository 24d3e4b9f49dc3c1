{#
    Pairs of columns are tables with sums on both sides. CTEs: exchanges (what companions close in the table), rectangles and loners (what a
    small cell of the table needs). Each closes so many cells that people could have changed places and every shown number were the same.
#}
{% macro closed_in_pairs() %}
pair_sets as (

    select pairs.dimension, first_sets.dimension as first_dimension, second_sets.dimension as second_dimension
    from {{ ref('dimension_sets') }} as pairs
    {% for place in ['first', 'second'] %}
    left join {{ ref('dimension_sets') }} as {{ place }}_sets
        on pairs.{{ place }}_column = {{ place }}_sets.first_column and {{ place }}_sets.second_column is null
    {% endfor %}
    where pairs.second_column is not null

),

-- Two groups that are closed together exchange people in one row or column that both have.
exchanges as (

    {% for place, column, other_column in [('first', 'value_1', 'value_2'), ('second', 'value_2', 'value_1')] %}
    select
        single.observations,
        joint.boundary_on,
        mine.group_no,
        theirs.group_no as other_no,
        row_number() over (
            partition by joint.group_no, joint.other_no, joint.boundary_on, pair_sets.dimension
            order by
                count(distinct mine_cells.opens_on) + count(distinct their_cells.opens_on) desc,
                max(mine.n + theirs.n),
                mine.group_no
        ) as preference
    from joint
    inner join known_groups as single on joint.group_no = single.group_no
    inner join known_groups as other on joint.other_no = other.group_no
    inner join pair_sets on single.dimension = pair_sets.{{ place }}_dimension
    inner join boundaries
        on
            joint.observations = boundaries.observations
            and pair_sets.dimension = boundaries.dimension
            and joint.boundary_on = boundaries.boundary_on
    {% for side, single, condition in [('mine', 'single', ''), ('theirs', 'other', 'and mine.' ~ other_column ~ ' = theirs.' ~ other_column)] %}
    left join known_groups as {{ side }}
        on
            single.observations = {{ side }}.observations
            and pair_sets.dimension = {{ side }}.dimension
            and {{ single }}.value_1 = {{ side }}.{{ column }}
            {{ condition }}
    {% endfor %}
    {% for side, side_cells in [('mine', 'mine_cells'), ('theirs', 'their_cells')] %}
    left join cells as {{ side_cells }}
        on
            {{ side }}.group_no = {{ side_cells }}.group_no
            and ({{ side_cells }}.opens_on = joint.boundary_on or {{ side_cells }}.closes_on = joint.boundary_on)
    {% endfor %}
    group by
        single.observations, joint.boundary_on, pair_sets.dimension, joint.group_no, joint.other_no, mine.group_no, theirs.group_no
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

exchanged as (

    select distinct group_no, boundary_on
    from (
        select group_no, boundary_on from exchanges where preference = 1 and other_no is not null
        union all
        select other_no as group_no, boundary_on from exchanges where preference = 1 and other_no is not null
    ) as both_sides

),

pair_stretches as (

    select
        own.group_no, own.stretch_no, own.observations, own.dimension, own.value_1, own.value_2, own.is_last,
        own.cell_before, min(own.cell_after) as cell_after
    from own
    left join exchanged on own.group_no = exchanged.group_no and own.boundary_on = exchanged.boundary_on
    where own.value_2 is not null
    group by
        own.group_no, own.stretch_no, own.observations, own.dimension, own.value_1, own.value_2, own.is_last, own.cell_before
    having count(exchanged.group_no) < count(*)

),

-- In the small cell's row and in its column.
beside as (

    select
        present.*,
        row_number() over (
            partition by group_no, stretch_no, is_in_row order by is_before + is_after desc, n, other_no
        ) as preference
    from (
        {% for is_in_row, same, differs in [(1, 'value_1', 'value_2'), (0, 'value_2', 'value_1')] %}
        select
            stretches.group_no, stretches.stretch_no, other.group_no as other_no, other.value_1, other.value_2, other.n, {{ is_in_row }} as is_in_row,
            {{ presence('cells') }}
        from pair_stretches as stretches
        inner join known_groups as other
            on
                stretches.observations = other.observations
                and stretches.dimension = other.dimension
                and stretches.{{ same }} = other.{{ same }}
                and stretches.{{ differs }} <> other.{{ differs }}
        inner join cells
            on other.group_no = cells.group_no and cells.is_finest and cells.opens_on in (stretches.cell_before, stretches.cell_after)
        group by stretches.group_no, stretches.stretch_no, other.group_no, other.value_1, other.value_2, other.n
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as present

),

-- A few of each to choose from: with hundreds of groups all of them would be millions.
corners as (

    select
        stretches.group_no, stretches.stretch_no,
        in_row.other_no as in_row_no, in_column.other_no as in_column_no, across.group_no as across_no,
        in_row.is_before as row_before, in_row.is_after as row_after, in_column.is_before as column_before, in_column.is_after as column_after,
        in_row.n + in_column.n + across.n as n,
        {{ presence('cells') }}
    from pair_stretches as stretches
    inner join beside as in_row
        on stretches.group_no = in_row.group_no and stretches.stretch_no = in_row.stretch_no and in_row.is_in_row = 1 and in_row.preference <= 4
    inner join beside as in_column
        on
            stretches.group_no = in_column.group_no
            and stretches.stretch_no = in_column.stretch_no
            and in_column.is_in_row = 0
            and in_column.preference <= 4
    inner join known_groups as across
        on
            stretches.observations = across.observations
            and stretches.dimension = across.dimension
            and in_row.value_2 = across.value_2
            and in_column.value_1 = across.value_1
    inner join cells
        on across.group_no = cells.group_no and cells.is_finest and cells.opens_on in (stretches.cell_before, stretches.cell_after)
    group by
        stretches.group_no, stretches.stretch_no, in_row.other_no, in_column.other_no, across.group_no,
        in_row.is_before, in_row.is_after, in_column.is_before, in_column.is_after, in_row.n, in_column.n, across.n

),

rectangles as (

    select group_no, stretch_no, in_row_no, in_column_no, across_no
    from (
        select corners.*, row_number() over (partition by group_no, stretch_no order by n, across_no) as preference
        from corners
        -- One diagonal could have been later and the other earlier, or the other way round.
        where (is_before = 1 and row_after = 1 and column_after = 1) or (is_after = 1 and row_before = 1 and column_before = 1)
    ) as preferred
    where preference = 1

),

-- Without a rectangle the cell exchanges people with one beside it, and what the two do not share is closed in its own dimension.
loners as (

    select group_no, stretch_no, other_no, value_1, value_2, is_in_row
    from (
        select
            beside.*,
            row_number() over (
                partition by beside.group_no, beside.stretch_no
                order by beside.is_before + beside.is_after desc, beside.n, beside.other_no
            ) as order_of_all
        from beside
        left join rectangles on beside.group_no = rectangles.group_no and beside.stretch_no = rectangles.stretch_no
        where rectangles.group_no is null
    ) as preferred
    where order_of_all = 1

),
{% endmacro %}

{# Whether somebody is there on either side of a stretch; after the present there is nobody in any group. #}
{% macro presence(cells) %}
            max(case when {{ cells }}.opens_on = stretches.cell_before then 1 else 0 end) as is_before,
            max(case when {{ cells }}.opens_on = stretches.cell_after or stretches.is_last then 1 else 0 end) as is_after
{% endmacro %}
