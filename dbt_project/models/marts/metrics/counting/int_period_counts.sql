{{ config(materialized='table') }}
{# One line per macro of macros/metrics/observations/periods.sql. #}
{% set counted = [
    count_recurring,
    count_contact,
    count_retention,
    count_usage,
    count_health,
] %}
{% for count in counted %}
{{ count() }}
{{ 'union all' if not loop.last }}
{% endfor %}
