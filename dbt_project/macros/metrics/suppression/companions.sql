{#
    CTE joint: for each boundary that a group closes a second group of its dimension that closes it as well, else the difference between the
    whole and the other groups would give the first. Somebody of it has to be where somebody of the first is, so that the two could
    have changed places. Best is who is closed there anyway, then the smallest; where nobody is, both close everything up to the nearest.
#}
{% macro companions() %}
stretches as (

    select
        observations, dimension, group_no, stretch_no,
        min(cell_before) as cell_before, max(cell_after) as cell_after
    from own
    where dimension <> 'all' and value_2 is null
    group by observations, dimension, group_no, stretch_no

),

-- A few to choose from: with hundreds of groups all of them would be millions.
smallest_present as (

    select group_no, observations, dimension, n, opens_on
    from (
        select
            known_groups.group_no, known_groups.observations, known_groups.dimension, known_groups.n, cells.opens_on,
            row_number() over (
                partition by known_groups.observations, known_groups.dimension, cells.opens_on order by known_groups.n, known_groups.group_no
            ) as preference
        from cells
        inner join known_groups on cells.group_no = known_groups.group_no
        where cells.is_finest
    ) as present
    where preference <= 10

),

at_an_end as (

    select distinct group_no, stretch_no, other_no, n
    from (
        {% for end in ['cell_before', 'cell_after'] %}
        select stretches.group_no, stretches.stretch_no, present.group_no as other_no, present.n
        from stretches
        inner join smallest_present as present
            on
                stretches.observations = present.observations
                and stretches.dimension = present.dimension
                and stretches.{{ end }} = present.opens_on
                and stretches.group_no <> present.group_no
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as ends

),

candidates as (

    select
        at_an_end.group_no,
        at_an_end.stretch_no,
        at_an_end.other_no,
        at_an_end.n,
        case when count(theirs.group_no) = count(*) then 1 else 0 end as is_closed_anyway
    from at_an_end
    inner join own on at_an_end.group_no = own.group_no and at_an_end.stretch_no = own.stretch_no
    left join own as theirs on at_an_end.other_no = theirs.group_no and own.boundary_on = theirs.boundary_on
    group by at_an_end.group_no, at_an_end.stretch_no, at_an_end.other_no, at_an_end.n

),

companions as (

    select group_no, stretch_no, other_no
    from (
        select
            candidates.*,
            row_number() over (
                partition by group_no, stretch_no order by is_closed_anyway desc, n, other_no
            ) as preference
        from candidates
    ) as preferred
    where preference = 1

),

strays as (

    select stretches.*
    from stretches
    left join companions on stretches.group_no = companions.group_no and stretches.stretch_no = companions.stretch_no
    where companions.group_no is null

),

-- How far off the nearest record of another group is: nothing for one within the stretch.
distances as (

    select
        strays.group_no, strays.stretch_no, strays.observations, strays.dimension, other.group_no as other_no, other.n,
        case when cells.opens_on < strays.cell_before then cells.opens_on else strays.cell_before end as reach_from,
        case when cells.opens_on > strays.cell_after then cells.opens_on else strays.cell_after end as reach_to
    from strays
    inner join known_groups as other
        on
            strays.observations = other.observations
            and strays.dimension = other.dimension
            and strays.group_no <> other.group_no
    inner join cells on other.group_no = cells.group_no and cells.is_finest

),

reaches as (

    select group_no, observations, dimension, other_no, reach_from, reach_to
    from (
        select
            distances.*,
            row_number() over (
                partition by group_no, stretch_no
                order by {{ days_between('reach_from', 'reach_to') }}, n, other_no, reach_from
            ) as preference
        from distances
    ) as preferred
    where preference = 1

),

joint as (

    select own.observations, own.group_no, companions.other_no, own.boundary_on
    from own
    inner join companions on own.group_no = companions.group_no and own.stretch_no = companions.stretch_no
    union all
    select reaches.observations, reaches.group_no, reaches.other_no, boundaries.boundary_on
    from reaches
    inner join boundaries
        on
            reaches.observations = boundaries.observations
            and reaches.dimension = boundaries.dimension
            and boundaries.boundary_on > reaches.reach_from
            and boundaries.boundary_on <= reaches.reach_to

),
{% endmacro %}
