{#
    Groups of a partition that show no number: those of fewer than `below` (suppress_below) customers, and, from the smallest up, so many
    others that what is left of the whole without the shown groups is never of so few. A condition over (partition, customers, name). For
    groups that lie beside each other only; periods that overlap need more (macros/metrics/suppression, macros/themes/hiding).
#}
{% macro small_or_companion(partition, customers, name, below=none) %}
    {% set least = var('suppress_below') if below is none else below %}
    {% set smaller = 'coalesce(sum(' ~ customers ~ ') over (partition by ' ~ partition ~ ' order by ' ~ customers ~ ', ' ~ name
        ~ ' rows between unbounded preceding and 1 preceding), 0)' %}
    {% set smallest = 'min(' ~ customers ~ ') over (partition by ' ~ partition ~ ')' %}
    {{ return('(' ~ customers ~ ' < ' ~ least ~ ' or (' ~ smallest ~ ' < ' ~ least ~ ' and ' ~ smaller ~ ' < ' ~ least ~ '))') }}
{% endmacro %}
