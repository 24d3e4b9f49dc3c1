{# The one definition of each metric over counts. n counts valid answers only; n = 0 gives NULL, never 0. Not rounded. #}

{% macro real(expression) %}{{ return(as_type(expression, 'double')) }}{% endmacro %}

{# NPS (Reichheld): 100 * (promoters - detractors) / n, from -100 to 100. #}
{% macro nps(promoters, detractors, n) %}
    {{ return('100 * ' ~ real('(' ~ promoters ~ ' - ' ~ detractors ~ ')') ~ ' / nullif(' ~ n ~ ', 0)') }}
{% endmacro %}

{# CSAT: the share of the top two boxes in percent. #}
{% macro csat(satisfied, n) %}{{ return('100 * ' ~ real(satisfied) ~ ' / nullif(' ~ n ~ ', 0)') }}{% endmacro %}

{# CES 2.0: the mean agreement with "made it easy", from 1 to 7. #}
{% macro ces(score_sum, n) %}{{ return(real(score_sum) ~ ' / nullif(' ~ n ~ ', 0)') }}{% endmacro %}

{# Raised with every change of what a metric counts or how; readers of old copies can tell which definition they hold. #}
{% macro metric_definition_version() %}{{ return('1') }}{% endmacro %}
