{{ config(materialized='table') }}

{% set rounds = var('identity_rounds') %}

with joining as (

    select ref_key, identifier, observed_at
    from {{ ref('int_identity__identifiers') }}
    where not_joined_because is null

),

nodes as (

    select
        identifier,
        min(observed_at) as first_seen_at,
        -- In hashed order, so that no alphabet lines a long chain up link by link, the slowest case.
        row_number() over (order by {{ md5_text('identifier') }}) as node_no
    from joining
    group by identifier

),

numbered as (

    select joining.ref_key, nodes.node_no
    from joining
    inner join nodes on joining.identifier = nodes.identifier

),

edges as (

    select distinct node_no as larger, smallest as smaller
    from (
        select node_no, min(node_no) over (partition by ref_key) as smallest
        from numbered
    ) as beside
    where node_no > smallest

),

{% for number in range(1, rounds + 1) %}
{{ star_round('edges' if number == 1 else 'small_star_' ~ (number - 1), number) }}
{% endfor %}

stars as (

    select larger, smaller from small_star_{{ rounds }}

)

select
    nodes.identifier,
    nodes.node_no,
    coalesce(stars.smaller, nodes.node_no) as component_no,
    nodes.first_seen_at
from nodes
left join stars on nodes.node_no = stars.larger
