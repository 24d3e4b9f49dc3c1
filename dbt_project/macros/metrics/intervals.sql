{#
    Intervals of 95 %: SQL expressions over counts, one bound each (side: 'low' or 'high'). Each gives NULL for n = 0 and where a count
    is NULL; edge cases are noted at each. `design_effect` (clusters.sql) is optional: the interval is then that of n / design_effect
    independent answers. Bounds are clipped to what the value can be.
#}

{% macro z95() %}{{ return('1.959963984540054') }}{% endmacro %}

{# A count of answers as one of independent answers: never more than there are. #}
{% macro effective(count, design_effect=none) %}
    {% if design_effect is none %}{{ return(real(count)) }}{% endif %}
    {{ return('(' ~ real(count) ~ ' / greatest(1.0, coalesce(' ~ design_effect ~ ', 1.0)))') }}
{% endmacro %}

{# `greatest` and `least` skip NULL on some engines and give NULL on others: a bound is clipped only where its inputs are known. #}
{% macro _bound(raw, side, limit, condition) %}
    {{ return('case when ' ~ condition ~ ' then ' ~ ('greatest(' if side == 'low' else 'least(') ~ limit ~ ', ' ~ raw ~ ') end') }}
{% endmacro %}

{#
    A difference of two shares (NPS): adjusted Wald (Rocks 2016, arXiv 1601.07235). Three answers are added, 3/4 of them positive and
    3/4 negative, so that all promoters do not give a width of zero. The value itself stays raw.
    Exact coverage is 91 to 98 % from n = 10 up where some answers are passive; without any it is 89 % at n = 10 (test_intervals.py).
#}
{% macro net_share_bound(positive, negative, n, side, design_effect=none) %}
    {% set net = effective('(' ~ positive ~ ' - ' ~ negative ~ ')', design_effect) %}
    {% set m = '(' ~ effective(n, design_effect) ~ ' + 3.0)' %}
    {% set half = z95() ~ ' * ' ~ _net_share_deviation(positive, negative, n, design_effect) %}
    {% set raw = '100 * (' ~ net ~ (' - ' if side == 'low' else ' + ') ~ half ~ ') / ' ~ m %}
    {{ return(_bound(raw, side, '-100.0' if side == 'low' else '100.0', n ~ ' > 0 and ' ~ positive ~ ' - ' ~ negative ~ ' is not null')) }}
{% endmacro %}

{# The standard deviation of positive - negative, counted with the three answers added. #}
{% macro _net_share_deviation(positive, negative, n, design_effect) %}
    {% set net = effective('(' ~ positive ~ ' - ' ~ negative ~ ')', design_effect) %}
    {% set either = effective('(' ~ positive ~ ' + ' ~ negative ~ ')', design_effect) %}
    {{ return('sqrt(' ~ either ~ ' + 1.5 - ' ~ net ~ ' * ' ~ net ~ ' / (' ~ effective(n, design_effect) ~ ' + 3.0))') }}
{% endmacro %}

{# A share in percent: Wilson's score interval. #}
{% macro wilson_bound(positive, n, side, design_effect=none) %}
    {% set x = effective(positive, design_effect) %}
    {% set m = effective(n, design_effect) %}
    {% set half = z95() ~ ' * sqrt(' ~ x ~ ' * (' ~ m ~ ' - ' ~ x ~ ') / ' ~ m ~ ' + 0.960364705173531)' %}
    {% set raw = '100 * (' ~ x ~ ' + 1.920729410347062' ~ (' - ' if side == 'low' else ' + ') ~ half ~ ') / (' ~ m ~ ' + 3.841458820694124)' %}
    {{ return(_bound(raw, side, '0.0' if side == 'low' else '100.0', n ~ ' > 0 and ' ~ positive ~ ' is not null')) }}
{% endmacro %}

{#
    A mean, from additive sums: mean +- t * s / sqrt(n). Scale ends are columns or numbers; NULL is no end. One answer, or answers of one
    customer, have no spread to measure and give NULL; equal answers give a width of zero.
#}
{% macro mean_bound(n, value_sum, value_sum_of_squares, scale_min, scale_max, side, design_effect=none) %}
    {% set m = effective(n, design_effect) %}
    {% set half = '(' ~ t95('greatest(1.0, floor(' ~ m ~ ' - 1))') ~ ') * ' ~ _mean_deviation(n, value_sum, value_sum_of_squares, design_effect) %}
    {% set raw = real(value_sum) ~ ' / ' ~ n ~ (' - ' if side == 'low' else ' + ') ~ half %}
    {% set limit = 'coalesce(' ~ (real(scale_min) ~ ', -1e300)' if side == 'low' else real(scale_max) ~ ', 1e300)') %}
    {{ return(_bound(raw, side, limit, m ~ ' > 1 and ' ~ value_sum_of_squares ~ ' - ' ~ value_sum ~ ' is not null')) }}
{% endmacro %}

{# s / sqrt(n). Rounding may leave a sum of squares a little under zero. #}
{% macro _mean_deviation(n, value_sum, value_sum_of_squares, design_effect) %}
    {% set spread = 'greatest(0.0, (' ~ sum_of_squared_deviations(n, value_sum, value_sum_of_squares) ~ ') / (' ~ n ~ ' - 1))' %}
    {{ return('sqrt(' ~ spread ~ ' / ' ~ effective(n, design_effect) ~ ')') }}
{% endmacro %}

{% macro sum_of_squared_deviations(n, value_sum, value_sum_of_squares) %}
    {{ return(real(value_sum_of_squares) ~ ' - ' ~ real(value_sum) ~ ' * ' ~ real(value_sum) ~ ' / ' ~ n) }}
{% endmacro %}

{#
    Events per hundred: Byar's approximation of the exact Poisson interval; it differs by at most 0.021 events, and by less than 0.6 % of
    the interval's width (test_intervals.py). No event gives 0 and a positive upper bound.
#}
{% macro poisson_bound(events, n, side, design_effect=none) %}
    {% set k = effective(events, design_effect) if side == 'low' else '(' ~ effective(events, design_effect) ~ ' + 1)' %}
    {% set root = '(1 - 1 / (9 * ' ~ k ~ ')' ~ (' - ' if side == 'low' else ' + ') ~ z95() ~ ' / (3 * sqrt(' ~ k ~ ')))' %}
    {% set raw = '100 * ' ~ k ~ ' * ' ~ root ~ ' * ' ~ root ~ ' * ' ~ root ~ ' / ' ~ effective(n, design_effect) %}
    {% if side == 'high' %}{{ return('case when ' ~ n ~ ' > 0 then ' ~ raw ~ ' end') }}{% endif %}
    {{ return('case when ' ~ n ~ ' > 0 and ' ~ events ~ ' > 0 then greatest(0.0, ' ~ raw ~ ') when ' ~ n ~ ' > 0 and ' ~ events ~ ' = 0 then 0.0 end') }}
{% endmacro %}
