{#
    Standard errors that go with the intervals: they share the adjustments, so that no error is 0 only because a sample is small. NULL
    where there is no interval. They tell changes from chance (significance.sql).
#}

{# Adjusted Wald, as net_share_bound. #}
{% macro net_share_standard_error(positive, negative, n, design_effect=none) %}
    {% set deviation = _net_share_deviation(positive, negative, n, design_effect) %}
    {{ return('case when ' ~ n ~ ' > 0 then 100 * ' ~ deviation ~ ' / (' ~ effective(n, design_effect) ~ ' + 3.0) end') }}
{% endmacro %}

{# Agresti and Coull: Wilson's centre as the share, Wilson's denominator as n. #}
{% macro share_standard_error(positive, n, design_effect=none) %}
    {% set x = '(' ~ effective(positive, design_effect) ~ ' + 1.920729410347062)' %}
    {% set m = '(' ~ effective(n, design_effect) ~ ' + 3.841458820694124)' %}
    {{ return('case when ' ~ n ~ ' > 0 then 100 * sqrt(' ~ x ~ ' * (1 - ' ~ x ~ ' / ' ~ m ~ ')) / ' ~ m ~ ' end') }}
{% endmacro %}

{# s / sqrt(n); equal answers do give 0. #}
{% macro mean_standard_error(n, value_sum, value_sum_of_squares, design_effect=none) %}
    {% set deviation = _mean_deviation(n, value_sum, value_sum_of_squares, design_effect) %}
    {% set is_known = effective(n, design_effect) ~ ' > 1 and ' ~ value_sum_of_squares ~ ' - ' ~ value_sum ~ ' is not null' %}
    {{ return('case when ' ~ is_known ~ ' then ' ~ deviation ~ ' end') }}
{% endmacro %}

{# The square root of the events; no event errs like one. #}
{% macro rate_standard_error(events, n, design_effect=none) %}
    {% set k = 'greatest(1.0, ' ~ effective(events, design_effect) ~ ')' %}
    {% set is_known = n ~ ' > 0 and ' ~ events ~ ' is not null' %}
    {{ return('case when ' ~ is_known ~ ' then 100 * sqrt(' ~ k ~ ') / ' ~ effective(n, design_effect) ~ ' end') }}
{% endmacro %}

{# Of a median or percentile, from its interval. Where ties make the interval a point the error is 0. #}
{% macro quantile_standard_error(low, high) %}{{ return('(' ~ real(high) ~ ' - ' ~ real(low) ~ ') / (2 * ' ~ z95() ~ ')') }}{% endmacro %}
