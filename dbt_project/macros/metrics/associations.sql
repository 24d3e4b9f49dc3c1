{#
    How strongly two things go together: SQL expressions over sums of two groups or of ranks. Association, never cause. The columns
    they are given should be plain names: most stand in the expression several times.
#}

{# Sample variance from a group's sums; NULL for fewer than two. #}
{% macro sample_variance(n, value_sum, value_sum_of_squares) %}
    {% set total = real(value_sum) %}
    {{ return('case when ' ~ n ~ ' > 1 then greatest(0.0, (' ~ real(value_sum_of_squares) ~ ' - ' ~ total ~ ' * ' ~ total ~ ' / ' ~ n ~ ') / (' ~ n ~ ' - 1)) end') }}
{% endmacro %}

{# Welch 1947: two means without taking their variances for equal. #}
{% macro welch_error(n_1, variance_1, n_2, variance_2) %}
    {{ return('sqrt(' ~ variance_1 ~ ' / nullif(' ~ n_1 ~ ', 0) + ' ~ variance_2 ~ ' / nullif(' ~ n_2 ~ ', 0))') }}
{% endmacro %}

{# Welch and Satterthwaite's degrees of freedom, no whole number; NULL where neither group varies. #}
{% macro welch_df(n_1, variance_1, n_2, variance_2) %}
    {% set a, b = '(' ~ variance_1 ~ ' / nullif(' ~ n_1 ~ ', 0))', '(' ~ variance_2 ~ ' / nullif(' ~ n_2 ~ ', 0))' %}
    {% set parts = a ~ ' * ' ~ a ~ ' / nullif(' ~ n_1 ~ ' - 1, 0) + ' ~ b ~ ' * ' ~ b ~ ' / nullif(' ~ n_2 ~ ' - 1, 0)' %}
    {{ return('(' ~ a ~ ' + ' ~ b ~ ') * (' ~ a ~ ' + ' ~ b ~ ') / nullif(' ~ parts ~ ', 0)') }}
{% endmacro %}

{#
    The normal value that is as unlikely as t with df degrees of freedom: Hill's expansion (1970, CACM algorithm 395). The p-value that
    two_sided_p makes of it errs by less than 1e-6 from df = 10 up (test_associations.py checks against scipy).
#}
{% macro normal_from_t(t, df) %}
    {% set a = '(' ~ df ~ ' - 0.5)' %}
    {% set y = '(' ~ a ~ ' * ln(1 + ' ~ t ~ ' * ' ~ t ~ ' / ' ~ df ~ '))' %}
    {% set b = '(48 * ' ~ a ~ ' * ' ~ a ~ ')' %}
    {% set correction = '((((-0.4 * ' ~ y ~ ' - 3.3) * ' ~ y ~ ' - 24) * ' ~ y ~ ' - 85.5) / (0.8 * ' ~ y ~ ' * ' ~ y ~ ' + 100 + ' ~ b ~ ') + ' ~ y ~ ' + 3) / ' ~ b %}
    {{ return('((' ~ correction ~ ' + 1) * sqrt(' ~ y ~ '))') }}
{% endmacro %}

{# Hedges' g: the difference in pooled standard deviations, without the bias of small samples. NULL where neither group varies. #}
{% macro hedges_g(difference, n_1, variance_1, n_2, variance_2) %}
    {% set pooled = 'sqrt(((' ~ n_1 ~ ' - 1) * ' ~ variance_1 ~ ' + (' ~ n_2 ~ ' - 1) * ' ~ variance_2 ~ ') / nullif(' ~ n_1 ~ ' + ' ~ n_2 ~ ' - 2, 0))' %}
    {{ return('(1 - 3.0 / (4 * (' ~ n_1 ~ ' + ' ~ n_2 ~ ' - 2) - 1)) * ' ~ difference ~ ' / nullif(' ~ pooled ~ ', 0)') }}
{% endmacro %}

{# Its standard error (Hedges and Olkin 1985). #}
{% macro hedges_g_error(g, n_1, n_2) %}
    {{ return('sqrt(' ~ real(n_1 ~ ' + ' ~ n_2) ~ ' / nullif(' ~ n_1 ~ ' * ' ~ n_2 ~ ', 0) + ' ~ g ~ ' * ' ~ g ~ ' / nullif(2.0 * (' ~ n_1 ~ ' + ' ~ n_2 ~ '), 0))') }}
{% endmacro %}

{# Twice a row's rank (equal values share the mean of their ranks) minus twice the mean rank: whole numbers that add up to 0. #}
{% macro centred_rank(value, partition) %}
    {{ return(
        '(2 * rank() over (partition by ' ~ partition ~ ' order by ' ~ value ~ ') + count(*) over (partition by ' ~ partition ~ ', ' ~ value ~ ')'
        ~ ' - count(*) over (partition by ' ~ partition ~ ') - 2)'
    ) }}
{% endmacro %}

{# Spearman's correlation from sums over centred ranks; NULL where one of the two does not vary. #}
{% macro rank_correlation(products, squares_1, squares_2) %}
    {{ return(real(products) ~ ' / nullif(sqrt(' ~ real(squares_1) ~ ') * sqrt(' ~ real(squares_2) ~ '), 0)') }}
{% endmacro %}

{#
    A bound of a rank correlation's interval of 95 %: Fisher's z, with the variance that Bonett and Wright (2000) found for ranks. NULL for
    a perfect correlation.
#}
{% macro rank_correlation_bound(correlation, n, side) %}
    {% set z = '(0.5 * ln((1 + ' ~ correlation ~ ') / (1 - ' ~ correlation ~ ')) ' ~ ('-' if side == 'low' else '+') ~ ' ' ~ z95()
        ~ ' * sqrt((1 + ' ~ correlation ~ ' * ' ~ correlation ~ ' / 2) / (' ~ n ~ ' - 3)))' %}
    {{ return('case when abs(' ~ correlation ~ ') < 1 and ' ~ n ~ ' > 3 then 1 - 2 / (exp(2 * ' ~ z ~ ') + 1) end') }}
{% endmacro %}
