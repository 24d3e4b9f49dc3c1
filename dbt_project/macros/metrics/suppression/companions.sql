{#
    CTE companions: a second group of the dimension that closes the same stretch, else the difference between the whole and the other groups would
    give the first. Somebody of it has to be where somebody of the first is, so that the two could have changed places. Best is who is
    closed there anyway, then the smallest.
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
{% endmacro %}
