{#
    Which groups of theme_periods show no number. In one period groups lie beside each other: small_or_companion. But a quarter less two of its
    months is the third, and a quarter so far less its whole weeks may be the present one. So a group that is hidden in a quarter has no months
    and weeks in it, one that is hidden in a month no months and weeks of that quarter, one that is hidden in a week no weeks of it. What is
    left is then always of several periods, and of the group and its companion in each of them. A period that is still open is small every
    time it begins: that hides what is open of the group, and nothing that is over.
#}

{# Fewer respondents than this, and a group shows nothing: it must be large enough for a number and for what people wrote. #}
{% macro comments_below() %}{{ return([var('suppress_below'), var('suppress_comments_below')] | max) }}{% endmacro %}

{# Groups (period_type, period_start, dimension, dimension_value, respondents_count, is_complete) -> the same with is_suppressed. #}
{% macro hidden_comment_groups(groups) %}
    {% set of_quarter = '(partition by dimension, dimension_value, quarter_start)' %}
    {% set reasons = {
        'quarter': "period_type = 'quarter'",
        'month': "period_type = 'month' and is_complete",
        'week': "period_type = 'week' and is_complete",
    } %}
    select
        marked.*,
        is_small
        or (not is_complete and is_small_now = 1)
        or (period_type <> 'quarter' and is_small_quarter = 1)
        or (period_type <> 'quarter' and is_small_month = 1)
        or (period_type = 'week' and is_small_week = 1) as is_suppressed
    from (
        select
            placed.*,
            {% for period, condition in reasons.items() %}
            max(case when is_small and {{ condition }} then 1 else 0 end) over {{ of_quarter }} as is_small_{{ period }},
            {% endfor %}
            max(case when is_small and not is_complete then 1 else 0 end) over (partition by dimension, dimension_value) as is_small_now
        from (
            select
                counted.*,
                {{ reporting_period_start('counted.period_start', 'quarter') }} as quarter_start,
                {{ small_or_companion('counted.period_type, counted.period_start, counted.dimension', 'counted.respondents_count', 'counted.dimension_value', comments_below()) }} as is_small
            from {{ groups }} as counted
        ) as placed
    ) as marked
{% endmacro %}
