{# The one definition of each formula over counts. n counts valid answers only; n = 0 gives NULL, never 0. Not rounded. #}

{% macro real(expression) %}{{ return(as_type(expression, 'double')) }}{% endmacro %}

{# In points: 100 * (positive - negative) / n, from -100 to 100. The NPS (Reichheld) of promoters and detractors. #}
{% macro net_share(positive, negative, n) %}
    {{ return('100 * ' ~ real('(' ~ positive ~ ' - ' ~ negative ~ ')') ~ ' / nullif(' ~ n ~ ', 0)') }}
{% endmacro %}

{# In percent. The CSAT of the answers in the top two boxes. #}
{% macro share(positive, n) %}{{ return('100 * ' ~ real(positive) ~ ' / nullif(' ~ n ~ ', 0)') }}{% endmacro %}

{# In the unit of what was summed. The CES 2.0 of the agreement with "made it easy", from 1 to 7. #}
{% macro mean(value_sum, n) %}{{ return(real(value_sum) ~ ' / nullif(' ~ n ~ ', 0)') }}{% endmacro %}

{# Events per hundred of what they can happen to, and can happen to more than once: no share, and may exceed 100. #}
{% macro rate_per_hundred(events, n) %}{{ return('100 * ' ~ real(events) ~ ' / nullif(' ~ n ~ ', 0)') }}{% endmacro %}

{# Raised with every change of what a metric counts or how; readers of old copies can tell which definition they hold. #}
{% macro metric_definition_version() %}{{ return('1') }}{% endmacro %}
