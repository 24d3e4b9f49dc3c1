{# Whether a difference is more than chance. #}

{#
    The chance of a normal value as far from 0 as z or farther, on either side: erfc(|z| / sqrt 2) by the Chebyshev fit of Numerical
    Recipes. It errs by less than 1e-7, and by less than 1.2e-7 of the value out to z = 37, beyond which it stays at that of 37, 10^-299:
    smaller numbers are errors on some engines. NULL z gives NULL.
#}
{% macro two_sided_p(z) %}
    {% set x = 'least(abs(' ~ real(z) ~ '), 37.0)' %}
    {% set t = '(1 / (1 + 0.35355339059327376 * ' ~ x ~ '))' %}
    {% set coefficients = [
        '0.17087277', '-0.82215223', '1.48851587', '-1.13520398', '0.27886807', '-0.18628806', '0.09678418', '0.37409196', '1.00002368',
        '-1.26551223',
    ] %}
    {% set polynomial = namespace(sql='0') %}
    {% for coefficient in coefficients %}{% set polynomial.sql = '(' ~ coefficient ~ ' + ' ~ t ~ ' * ' ~ polynomial.sql ~ ')' %}{% endfor %}
    {% set p = t ~ ' * exp(' ~ polynomial.sql ~ ' - ' ~ x ~ ' * ' ~ x ~ ' / 2)' %}
    {{ return('case when ' ~ z ~ ' is not null then least(1.0, ' ~ p ~ ') end') }}
{% endmacro %}

{# A bound of the interval of 95 % of a difference with this standard error. #}
{% macro difference_bound(difference, standard_error, side) %}
    {{ return('(' ~ difference ~ (' - ' if side == 'low' else ' + ') ~ z95() ~ ' * ' ~ standard_error ~ ')') }}
{% endmacro %}

{#
    Many comparisons at once: Benjamini and Hochberg's q-value is the smallest share of false discoveries at which this one is still
    called significant, the least of p * m / rank over it and all larger p. One of the window functions is inside the other, so it
    takes two selects: benjamini_hochberg_step(p, partition) as a column, and over that column benjamini_hochberg(step, p, partition).
    Equal p-values share the last of their ranks. NULL is no comparison: it stays NULL and is not counted.
#}
{% macro benjamini_hochberg_step(p, partition) %}
    {% set comparisons = 'count(' ~ p ~ ') over (partition by ' ~ partition ~ ')' %}
    {% set rank = 'count(' ~ p ~ ') over (partition by ' ~ partition ~ ' order by ' ~ p ~ ' range between unbounded preceding and current row)' %}
    {{ return(p ~ ' * ' ~ comparisons ~ ' / nullif(' ~ rank ~ ', 0)') }}
{% endmacro %}

{% macro benjamini_hochberg(step, p, partition) %}
    {% set window = '(partition by ' ~ partition ~ ' order by ' ~ p ~ ' desc range between unbounded preceding and current row)' %}
    {{ return('case when ' ~ p ~ ' is not null then least(1.0, min(' ~ step ~ ') over ' ~ window ~ ') end') }}
{% endmacro %}
