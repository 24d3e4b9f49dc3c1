{# Intervals of 95 %: SQL expressions over counts. Each gives NULL for n = 0; edge cases are noted at each. #}

{% macro z95() %}{{ return('1.959963984540054') }}{% endmacro %}

{#
    NPS: adjusted Wald for a difference of two proportions (Rocks 2016, arXiv 1601.07235): three answers are added, 3/4 of them
    promoters and 3/4 detractors; clipped to +-100. The value itself stays raw. All promoters do not give a width of zero.
    Exact coverage is 91 to 98 % from n = 10 up where some answers are passive; without any it is 89 % at n = 10 (test_intervals.py).
#}
{% macro nps_bound(promoters, detractors, n, side) %}
    {% set m = '(' ~ n ~ ' + 3.0)' %}
    {% set p = '((' ~ real(promoters) ~ ' + 0.75) / ' ~ m ~ ')' %}
    {% set d = '((' ~ real(detractors) ~ ' + 0.75) / ' ~ m ~ ')' %}
    {% set centre = '(' ~ p ~ ' - ' ~ d ~ ')' %}
    {% set half = z95() ~ ' * sqrt((' ~ p ~ ' + ' ~ d ~ ' - ' ~ centre ~ ' * ' ~ centre ~ ') / ' ~ m ~ ')' %}
    {% set raw = '100 * (' ~ centre ~ (' - ' if side == 'low' else ' + ') ~ half ~ ')' %}
    {{ return('case when ' ~ n ~ ' > 0 then ' ~ ('greatest(-100.0, ' if side == 'low' else 'least(100.0, ') ~ raw ~ ') end') }}
{% endmacro %}

{# Wilson's score interval of a share, in percent. #}
{% macro wilson_bound(successes, n, side) %}
    {% set p = '(' ~ real(successes) ~ ' / ' ~ n ~ ')' %}
    {% set z2 = '3.841458820694124' %}
    {% set centre = '(' ~ p ~ ' + ' ~ z2 ~ ' / (2 * ' ~ real(n) ~ '))' %}
    {% set half = z95() ~ ' * sqrt(' ~ p ~ ' * (1 - ' ~ p ~ ') / ' ~ n ~ ' + ' ~ z2 ~ ' / (4 * ' ~ real(n) ~ ' * ' ~ n ~ '))' %}
    {% set raw = '100 * (' ~ centre ~ (' - ' if side == 'low' else ' + ') ~ half ~ ') / (1 + ' ~ z2 ~ ' / ' ~ real(n) ~ ')' %}
    {{ return('case when ' ~ n ~ ' > 0 then ' ~ ('greatest(0.0, ' if side == 'low' else 'least(100.0, ') ~ raw ~ ') end') }}
{% endmacro %}

{#
    Student's t quantile at 97.5 % for `df` degrees of freedom: exact up to 20, beyond it the Cornish-Fisher expansion around the
    normal quantile, which differs from the exact value by less than 0.0000003 (tests/dbt_project/test_intervals.py checks
    against scipy). No engine but a few has the function itself.
#}
{% macro t95(df) %}
    {% set exact = [
        '12.706204736175', '4.302652729749', '3.182446305284', '2.776445105198', '2.570581835636', '2.446911851145',
        '2.364624251593', '2.306004135204', '2.262157162798', '2.228138851986', '2.200985160092', '2.178812829667',
        '2.160368656463', '2.144786687918', '2.131449545560', '2.119905299221', '2.109815577833', '2.100922040241',
        '2.093024054408', '2.085963447266',
    ] %}
    {% set x = real(df) %}
    {% set expansion = '(1.959963984540054 + (2.372271230298562 + (2.822498615739612 + (2.555849679507722 + (1.589534053393823)'
        ~ ' / ' ~ x ~ ') / ' ~ x ~ ') / ' ~ x ~ ') / ' ~ x ~ ')' %}
    {{ return('case ' ~ df ~ ' ' ~ _t95_cases(exact) ~ ' else ' ~ expansion ~ ' end') }}
{% endmacro %}

{% macro _t95_cases(exact) %}
    {% set cases = [] %}
    {% for quantile in exact %}{% do cases.append('when ' ~ loop.index ~ ' then ' ~ quantile) %}{% endfor %}
    {{ return(cases | join(' ')) }}
{% endmacro %}

{#
    The mean of scores, from their additive sums: mean +- t * s / sqrt(n), clipped to the scale. One answer has no spread to
    measure and gives NULL; equal answers give a width of zero.
#}
{% macro mean_bound(n, score_sum, score_sum_of_squares, scale_min, scale_max, side) %}
    {% set mean = '(' ~ real(score_sum) ~ ' / ' ~ n ~ ')' %}
    {% set spread = 'greatest(0.0, (' ~ real(score_sum_of_squares) ~ ' - ' ~ real(score_sum) ~ ' * ' ~ score_sum ~ ' / ' ~ n ~ ') / (' ~ n ~ ' - 1))' %}
    {% set half = '(' ~ t95('(' ~ n ~ ' - 1)') ~ ') * sqrt(' ~ spread ~ ' / ' ~ n ~ ')' %}
    {% set raw = mean ~ (' - ' if side == 'low' else ' + ') ~ half %}
    {{ return('case when ' ~ n ~ ' > 1 then ' ~ ('greatest(' ~ scale_min if side == 'low' else 'least(' ~ scale_max) ~ ', ' ~ raw ~ ') end') }}
{% endmacro %}
