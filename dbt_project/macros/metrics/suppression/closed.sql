{# CTE closed: every closed boundary of every group, whatever closed it. #}
{% macro all_that_is_closed() %}
{% set joined_with_own = [
    ('rectangles', 'in_row_no'), ('rectangles', 'in_column_no'), ('rectangles', 'across_no'), ('loners', 'other_no'),
] %}
-- Nobody else was there: the group is the whole. What is closed for the whole is closed for every group.
closed_for_all as (

    select observations, boundary_on from own where dimension = 'all'
    union all
    select own.observations, own.boundary_on
    from own
    left join joint on own.group_no = joint.group_no and own.boundary_on = joint.boundary_on
    where own.value_2 is null and joint.group_no is null
    union all
    select observations, boundary_on from exchanges where preference = 1 and other_no is null
    union all
    select own.observations, own.boundary_on
    from pair_stretches
    inner join own on pair_stretches.group_no = own.group_no and pair_stretches.stretch_no = own.stretch_no
    left join rectangles on own.group_no = rectangles.group_no and own.stretch_no = rectangles.stretch_no
    left join loners on own.group_no = loners.group_no and own.stretch_no = loners.stretch_no
    where rectangles.group_no is null and loners.group_no is null

),

closed as (

    select distinct group_no, boundary_on
    from (
        select group_no, boundary_on from own
        union all
        select group_no, boundary_on from joint
        union all
        select other_no as group_no, boundary_on from joint
        union all
        select group_no, boundary_on from exchanged
        {% for relation, column in joined_with_own %}
        union all
        select {{ relation }}.{{ column }} as group_no, own.boundary_on
        from {{ relation }}
        inner join own on {{ relation }}.group_no = own.group_no and {{ relation }}.stretch_no = own.stretch_no
        {% endfor %}
        {% for place, column, is_in_row in [('first', 'value_1', 0), ('second', 'value_2', 1)] %}
        union all
        select known_groups.group_no, own.boundary_on
        from loners
        inner join own on loners.group_no = own.group_no and loners.stretch_no = own.stretch_no
        inner join pair_sets on own.dimension = pair_sets.dimension
        inner join known_groups
            on
                own.observations = known_groups.observations
                and pair_sets.{{ place }}_dimension = known_groups.dimension
                and known_groups.value_1 in (loners.{{ column }}, own.{{ column }})
        where loners.is_in_row = {{ is_in_row }}
        {% endfor %}
        union all
        select known_groups.group_no, closed_for_all.boundary_on
        from closed_for_all
        inner join known_groups on closed_for_all.observations = known_groups.observations
    ) as reasons

),
{% endmacro %}

{# CTE shown: for a hidden group the smallest group around it that is shown, if any. #}
{% macro nearest_shown() %}
parents as (

    select
        hidden.group_no, hidden.window_key, parent.group_no as parent_no, parent.dimension, parent.dimension_value,
        case when parent.dimension = 'all' then 3 when parent.dimension = pair_sets.first_dimension then 1 else 2 end as distance
    from hidden
    left join pair_sets on hidden.dimension = pair_sets.dimension
    inner join known_groups as parent
        on
            hidden.observations = parent.observations
            and hidden.group_no <> parent.group_no
            and (
                parent.dimension = 'all'
                or (parent.dimension = pair_sets.first_dimension and parent.dimension_value = hidden.value_1)
                or (parent.dimension = pair_sets.second_dimension and parent.dimension_value = hidden.value_2)
            )

),

shown as (

    select group_no, window_key, dimension, dimension_value
    from (
        select
            parents.*,
            row_number() over (partition by parents.group_no, parents.window_key order by parents.distance) as preference
        from parents
        left join hidden on parents.parent_no = hidden.group_no and parents.window_key = hidden.window_key
        where hidden.group_no is null
    ) as nearest
    where preference = 1

)
{% endmacro %}
