{# How identifiers are spelled alike, and the rounds of the connected-components model. #}

{# Trimmed, lower case; `+tag` only where the provider is known to ignore it. Dots stay: other providers honour them. #}
{% macro normal_email(email) %}
    {% set plain = 'lower(trim(' ~ email ~ '))' %}
    {% set gmail = "(" ~ plain ~ " like '%@gmail.com' or " ~ plain ~ " like '%@googlemail.com')" %}
    {{ return('case when ' ~ gmail ~ ' then ' ~ regex_replace(plain, '([+].*)?@.*$', '@gmail.com')
        ~ ' when ' ~ plain ~ " like '%_@_%' then " ~ plain ~ ' end') }}
{% endmacro %}

{# Digits with the country code; numbers without one (no + or 00), with two, or too short to be whole do not identify
   anybody. #}
{% macro normal_phone(phone) %}
    {% set dialled = regex_replace(phone, '[^0-9+]', '') %}
    {% set digits = regex_replace(dialled, '^([+]|00)', '') %}
    {{ return("case when (" ~ dialled ~ " like '+%' or " ~ dialled ~ " like '00%') and " ~ dialled ~ " not like '_%+%' and length(" ~ digits ~ ') >= 8 then ' ~ digits ~ ' end') }}
{% endmacro %}

{#
    One round of connected components by alternating stars (Kiveris et al. 2014, "Connected Components in MapReduce and
    Beyond"): the large star hangs every larger neighbour on the smallest node a node knows, the small star does so with the
    smaller ones. Each round reads the one before it once, so no engine has to hold or repeat earlier rounds. After enough
    rounds every edge points from a node to the smallest node of its component.
#}
{% macro star_round(edges, number) %}
both_ways_{{ number }} as (

    select
        case when ends.is_turned = 0 then larger else smaller end as node,
        case when ends.is_turned = 0 then smaller else larger end as neighbour
    from {{ edges }}
    cross join (select 0 as is_turned union all select 1 as is_turned) as ends

),

large_star_{{ number }} as (

    select distinct neighbour as larger, nearest as smaller
    from (
        select node, neighbour, least(node, min(neighbour) over (partition by node)) as nearest
        from both_ways_{{ number }}
    ) as known
    where neighbour > node

),

small_star_{{ number }} as (

    select distinct case when ends.is_turned = 0 then larger else smaller end as larger, nearest as smaller
    from (
        select larger, smaller, min(smaller) over (partition by larger) as nearest
        from large_star_{{ number }}
    ) as known
    cross join (select 0 as is_turned union all select 1 as is_turned) as ends
    where case when ends.is_turned = 0 then larger else smaller end <> nearest

),
{% endmacro %}
