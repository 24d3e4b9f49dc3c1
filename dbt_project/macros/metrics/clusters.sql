{#
    Design effects: how much less answers say because some are of the same customer. The variance of the total of residuals by customer
    (cluster-robust, with the factor G / (G - 1) for G customers) over that of as many independent answers. All from sums over
    customers c of n_c answers with total s_c, which add up over groups of customers:
    sum (s_c - m n_c)^2 = sum s_c^2 - 2 m sum s_c n_c + m^2 sum n_c^2.
    At least 1; 1 where every customer answered once; NULL for n = 0. Where nothing can be told of the variance (one customer, or all
    answers alike) answers of one customer count as one: sum n_c^2 / n. `respondents` counts customers with a valid answer.
#}

{% macro design_effect_share(positive, n, respondents, clustered_n, clustered_positive, clustered_positive_n) %}
    {{ return(_design_effect(positive, positive, n, respondents, clustered_n, clustered_positive, clustered_positive_n)) }}
{% endmacro %}

{# clustered_net and clustered_net_n are over the difference of a customer's positive and negative answers. #}
{% macro design_effect_net(positive, negative, n, respondents, clustered_n, clustered_net, clustered_net_n) %}
    {% set net = '(' ~ positive ~ ' - ' ~ negative ~ ')' %}
    {% set either = '(' ~ positive ~ ' + ' ~ negative ~ ')' %}
    {{ return(_design_effect(net, either, n, respondents, clustered_n, clustered_net, clustered_net_n)) }}
{% endmacro %}

{% macro design_effect_mean(value_sum, value_sum_of_squares, n, respondents, clustered_n, clustered_value, clustered_value_n) %}
    {{ return(_design_effect(value_sum, value_sum_of_squares, n, respondents, clustered_n, clustered_value, clustered_value_n)) }}
{% endmacro %}

{# A spread under a 10^-12 part of the squares is rounding, not spread. #}
{% macro _design_effect(total, squares, n, respondents, clustered_n, clustered_square, clustered_product) %}
    {% set mean = '(' ~ real(total) ~ ' / ' ~ n ~ ')' %}
    {% set within = '(' ~ sum_of_squared_deviations(n, total, squares) ~ ')' %}
    {% set crossed = ' - 2 * ' ~ mean ~ ' * ' ~ clustered_product ~ ' + ' ~ mean ~ ' * ' ~ mean ~ ' * ' ~ clustered_n %}
    {% set between = '(' ~ real(clustered_square) ~ crossed ~ ')' %}
    {% set correction = real(respondents) ~ ' / (' ~ respondents ~ ' - 1) * (' ~ n ~ ' - 1) / ' ~ n %}
    {{ return(
        'case when ' ~ n ~ ' > 0 then coalesce(case when ' ~ n ~ ' <= ' ~ respondents ~ ' then 1.0'
        ~ ' when ' ~ respondents ~ ' > 1 and ' ~ within ~ ' > 1e-12 * ' ~ squares
        ~ ' then greatest(1.0, ' ~ correction ~ ' * ' ~ between ~ ' / ' ~ within ~ ')'
        ~ ' else ' ~ real(clustered_n) ~ ' / ' ~ n ~ ' end, 1.0) end'
    ) }}
{% endmacro %}
