{#
    How well scores rank: the area under the ROC curve (AUC) is the share of pairs of one retained and one churned customer in which the
    retained one had the higher score, ties counted half.

    `relation` has period, customer_key, score and churned (1 or 0). One row per period. Pairs are counted double, so that everything
    that is summed is a whole number: a row's pairs follow from its rank among all and among its own (Sun and Xu 2014).
#}
{% macro ranking_sums(relation) %}
    select
        period,
        count(*) as customers,
        sum(retained) as retained,
        sum(churned) as churned,
        {{ count_if('retained > 0') }} as customers_retained,
        {{ count_if('churned > 0') }} as customers_churned,
        sum(won) as won_pairs,
        {% for one, other in [('won', 'won'), ('won', 'retained'), ('retained', 'retained'), ('held', 'held'), ('held', 'churned'),
                              ('churned', 'churned'), ('won', 'held'), ('won', 'churned'), ('held', 'retained'), ('retained', 'churned')] %}
        sum({{ real(one ~ ' * ' ~ other) }}) as {{ one }}_{{ other }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            period,
            customer_key,
            sum(1 - churned) as retained,
            sum(churned) as churned,
            -- Pairs that its retained rows win, and pairs that its churned rows are part of where the other one won; twice.
            sum(case when churned = 0 then twice_lower else 0 end) as won,
            sum(case when churned = 1 then 2 * retained_in_period - twice_lower else 0 end) as held
        from (
            select
                period,
                customer_key,
                churned,
                sum(1 - churned) over (partition by period) as retained_in_period,
                2 * rank() over (partition by period order by score) + count(*) over (partition by period, score)
                - 2 * rank() over (partition by period, churned order by score) - count(*) over (partition by period, churned, score) as twice_lower
            from {{ relation }}
            where score is not null
        ) as ranked
        group by period, customer_key
    ) as customers
    group by period
{% endmacro %}

{# From the sums to the AUC. #}
{% macro ranking_auc() %}{{ return(real('won_pairs') ~ ' / nullif(2.0 * retained * churned, 0)') }}{% endmacro %}

{#
    DeLong's variance of the AUC over customers instead of rows (Obuchowski 1997, Biometrics 53): who stands in several months is one
    customer. With each customer once it is DeLong's. NULL with fewer than two customers on a side.
#}
{% macro ranking_variance(auc) %}
    {% set of_retained = '(won_won / (4.0 * churned * churned) - ' ~ auc ~ ' * won_retained / churned + ' ~ auc ~ ' * ' ~ auc ~ ' * retained_retained)' %}
    {% set of_churned = '(held_held / (4.0 * retained * retained) - ' ~ auc ~ ' * held_churned / retained + ' ~ auc ~ ' * ' ~ auc ~ ' * churned_churned)' %}
    {% set of_both = '(won_held / (4.0 * retained * churned) - ' ~ auc ~ ' * won_churned / (2.0 * churned) - ' ~ auc ~ ' * held_retained / (2.0 * retained) + '
        ~ auc ~ ' * ' ~ auc ~ ' * retained_churned)' %}
    {{ return(
        of_retained ~ ' * customers_retained / nullif(customers_retained - 1, 0) / (1.0 * retained * retained) + '
        ~ of_churned ~ ' * customers_churned / nullif(customers_churned - 1, 0) / (1.0 * churned * churned) + 2 * '
        ~ of_both ~ ' * customers / nullif(customers - 1, 0) / (1.0 * retained * churned)'
    ) }}
{% endmacro %}

{# An end of the 95 % interval, made on the logit scale to stay between 0 and 1. NULL where nothing varies, as in a perfect ranking. #}
{% macro ranking_bound(auc, variance, side) %}
    {% set width = z95() ~ ' * sqrt(' ~ variance ~ ') / (' ~ auc ~ ' * (1 - ' ~ auc ~ '))' %}
    {{ return('case when ' ~ auc ~ ' > 0 and ' ~ auc ~ ' < 1 and ' ~ variance ~ ' > 0 then 1 / (1 + exp(-(ln(' ~ auc ~ ' / (1 - ' ~ auc ~ '))'
        ~ (' - ' if side == 'low' else ' + ') ~ width ~ '))) end') }}
{% endmacro %}
