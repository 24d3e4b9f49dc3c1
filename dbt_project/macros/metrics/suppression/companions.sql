{#
    CTE joint: for each boundary that a group closes a second group of its dimension that closes it as well, else the difference between the
    whole and the other groups would give the first. Somebody of it has to be where somebody of the first is, so that the two could
    have changed places. Best is who is closed there anyway, then the smallest; where nobody is, both close everything up to the nearest.
#}
{% macro companions() %}
stretches as (

    select
        observations, dimension, group_no, stretch_no,
        min(cell_before) as cell_before, max(cell_after) as cell_after, count(*) as boundaries_count
    from own
    where dimension <> 'all' and value_2 is null
    group by observations, dimension, group_no, stretch_no

),

closed_anyway as (

    select own.group_no, own.stretch_no, other.group_no as other_no, count(*) as boundaries_count
    from own
    inner join own as other
        on
            own.observations = other.observations
            and own.dimension = other.dimension
            and own.boundary_on = other.boundary_on
            and own.group_no <> other.group_no
    where own.value_2 is null
    group by own.group_no, own.stretch_no, other.group_no

),

candidates as (

    select
        stretches.group_no,
        stretches.stretch_no,
        other.group_no as other_no,
        max(other.n) as n,
        max(case when cells.opens_on in (stretches.cell_before, stretches.cell_after) then 1 else 0 end) as is_at_an_end,
        max(case when closed_anyway.boundaries_count = stretches.boundaries_count then 1 else 0 end) as is_closed_anyway
    from stretches
    inner join known_groups as other
        on
            stretches.observations = other.observations
            and stretches.dimension = other.dimension
            and stretches.group_no <> other.group_no
    inner join cells
        on
            other.group_no = cells.group_no
            and cells.is_finest
            and cells.opens_on between stretches.cell_before and stretches.cell_after
    left join closed_anyway
        on
            stretches.group_no = closed_anyway.group_no
            and stretches.stretch_no = closed_anyway.stretch_no
            and other.group_no = closed_anyway.other_no
    group by stretches.group_no, stretches.stretch_no, other.group_no

),

companions as (

    select group_no, stretch_no, other_no
    from (
        select
            candidates.*,
            row_number() over (
                partition by group_no, stretch_no order by is_closed_anyway desc, is_at_an_end desc, n, other_no
            ) as preference
        from candidates
    ) as preferred
    where preference = 1

),

strays as (

    select stretches.*, other.group_no as other_no, other.n, {{ nearest('before') }} as nearest_before, {{ nearest('after') }} as nearest_after
    from stretches
    left join companions on stretches.group_no = companions.group_no and stretches.stretch_no = companions.stretch_no
    inner join known_groups as other
        on
            stretches.observations = other.observations
            and stretches.dimension = other.dimension
            and stretches.group_no <> other.group_no
    inner join cells on other.group_no = cells.group_no and cells.is_finest
    where companions.group_no is null
    group by
        stretches.observations, stretches.dimension, stretches.group_no, stretches.stretch_no, stretches.cell_before, stretches.cell_after,
        stretches.boundaries_count, other.group_no, other.n

),

reaches as (

    select
        group_no, stretch_no, observations, dimension, other_no,
        case when is_nearer_before then nearest_before else cell_before end as reach_from,
        case when is_nearer_before then cell_after else nearest_after end as reach_to
    from (
        select
            strays.*,
            coalesce({{ days_between('nearest_before', 'cell_before') }}, 9999) <= coalesce({{ days_between('cell_after', 'nearest_after') }}, 9999) as is_nearer_before,
            row_number() over (
                partition by group_no, stretch_no
                order by
                    least(
                        coalesce({{ days_between('nearest_before', 'cell_before') }}, 9999),
                        coalesce({{ days_between('cell_after', 'nearest_after') }}, 9999)
                    ),
                    n,
                    other_no
            ) as preference
        from strays
    ) as preferred
    where preference = 1

),

joint as (

    select own.group_no, companions.other_no, own.boundary_on
    from own
    inner join companions on own.group_no = companions.group_no and own.stretch_no = companions.stretch_no
    union all
    select reaches.group_no, reaches.other_no, boundaries.boundary_on
    from reaches
    inner join boundaries
        on
            reaches.observations = boundaries.observations
            and reaches.dimension = boundaries.dimension
            and boundaries.boundary_on > reaches.reach_from
            and boundaries.boundary_on <= reaches.reach_to

),
{% endmacro %}

{% macro nearest(side) %}
    {{ return(
        'max(case when cells.opens_on < stretches.cell_before then cells.opens_on end)' if side == 'before'
        else 'min(case when cells.opens_on > stretches.cell_after then cells.opens_on end)'
    ) }}
{% endmacro %}
