{#
    Median and percentiles of rows that are ranked inside their cell, as aggregates for a `group by` of the cell. `rank` is row_number()
    over (partition by <cell> order by <amount>) and `n` count(*) over (partition by <cell>), both over rows whose amount is not NULL;
    `share` is a number of Jinja, 0.5 for the median.
#}

{# By linear interpolation, as quantile_cont: the rank searched for is 1 + (n - 1) * share, and a rank weighs as much as it is near. #}
{% macro quantile_from_ranks(amount, rank, n, share) %}
    {% set weight = 'greatest(0.0, 1.0 - abs(' ~ rank ~ ' - 1 - (' ~ n ~ ' - 1) * ' ~ share ~ '))' %}
    {{ return('sum(' ~ real(amount) ~ ' * ' ~ real(weight) ~ ')') }}
{% endmacro %}

{#
    The interval of 95 % whatever the distribution: two of the amounts, since how many are below a quantile is binomial. Their ranks are
    by the normal approximation with corrections for continuity and skewness, rounded outwards: coverage is 95 to 99 %, never less
    (test_order_statistics.py). NULL where even the smallest or largest amount is no bound: median under 6 rows, 90th percentile under 36.
#}
{% macro quantile_bound_from_ranks(amount, rank, n, share, side) %}
    {% set bound_rank = quantile_bound_rank(n, share, side) %}
    {{ return(real('max(case when ' ~ n ~ ' >= ' ~ _smallest_bounded(share) ~ ' and ' ~ rank ~ ' = ' ~ bound_rank ~ ' then ' ~ amount ~ ' end)')) }}
{% endmacro %}

{# The rank of a bound; without meaning for an n that is too small for one. #}
{% macro quantile_bound_rank(n, share, side) %}
    {% set centre = n ~ ' * ' ~ share ~ ' + 0.5 + ' ~ ((1 - 2 * share) * 0.473576470115687) | round(12) %}
    {% set half = z95() ~ ' * sqrt(' ~ n ~ ' * ' ~ (share * (1 - share)) | round(12) ~ ')' %}
    {% if side == 'low' %}
        {{ return('greatest(1.0, floor(' ~ centre ~ ' - ' ~ half ~ '))') }}
    {% endif %}
    {{ return('least(' ~ real(n) ~ ', ceil(' ~ centre ~ ' + ' ~ half ~ '))') }}
{% endmacro %}

{# The ranks that the macros above look at, as SQL expressions over n; between two of them one interpolates. #}
{% macro quantile_ranks(n, share) %}
    {% set below = 'floor(1 + (' ~ n ~ ' - 1) * ' ~ share ~ ')' %}
    {{ return([below, below ~ ' + 1', quantile_bound_rank(n, share, 'low'), quantile_bound_rank(n, share, 'high')]) }}
{% endmacro %}

{# From how many rows on all of them lie on one side of the quantile in one sample of forty or fewer. #}
{% macro _smallest_bounded(share) %}
    {% set larger = [share, 1 - share] | max %}
    {% set found = namespace(n=1) %}
    {% for n in range(1, 1000) if larger ** n > 0.025 %}{% set found.n = n + 1 %}{% endfor %}
    {{ return(found.n) }}
{% endmacro %}
