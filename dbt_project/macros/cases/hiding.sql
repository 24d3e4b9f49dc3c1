{#
    Groups of a partition that show no number: those of fewer than suppress_below customers, and, from the smallest up, so many others that
    what is left of the whole without the shown groups is never of so few. A condition over (partition, customers, name). For groups that
    lie beside each other only; periods that overlap need more (macros/metrics/suppression).
#}
{% macro small_or_companion(partition, customers, name) %}
    {% set smaller = 'coalesce(sum(' ~ customers ~ ') over (partition by ' ~ partition ~ ' order by ' ~ customers ~ ', ' ~ name
        ~ ' rows between unbounded preceding and 1 preceding), 0)' %}
    {% set smallest = 'min(' ~ customers ~ ') over (partition by ' ~ partition ~ ')' %}
    {{ return('(' ~ customers ~ ' < ' ~ var('suppress_below') ~ ' or (' ~ smallest ~ ' < ' ~ var('suppress_below') ~ ' and ' ~ smaller ~ ' < ' ~ var('suppress_below') ~ '))') }}
{% endmacro %}
