{#
    Which groups of theme_periods show no number. In one period groups lie beside each other: small_or_companion. But a quarter less two of its
    months is the third, and a quarter so far less its whole weeks may be the present one. So a group that is hidden in a quarter has no months
    and weeks in it, one that is hidden in a month no months and weeks of that quarter, one that is hidden in a week no weeks of it. What is
    left is then always of several periods, and of the group and its companion in each of them. Periods that nobody of the group wrote in
    are hidden like the others, or a companion that wrote in one month only would give that month away. A period that is still open is small
    every time it begins: that hides what is open of the group, and nothing that is over.
#}

{# Fewer respondents than this, and a group shows nothing: it must be large enough for a number and for what people wrote. #}
{% macro comments_below() %}{{ return([var('suppress_below'), var('suppress_comments_below')] | max) }}{% endmacro %}

{#
    Groups that somebody wrote in (period_type, period_start, period_end, is_complete, dimension, dimension_value, respondents_count and
    other `measures`) -> the same with is_suppressed, and hidden groups that nobody may be in, without measures. A week that lies in two
    quarters is in both.
#}
{% macro hidden_comment_groups(groups, measures) %}
    {% set period, name = ['period_type', 'period_start', 'period_end', 'is_complete'], ['dimension', 'dimension_value'] %}
    {% set of_group = (['period_type', 'period_start'] + name) | join(', ') %}
    {% set reasons = {
        'quarter': "period_type = 'quarter'",
        'month': "period_type = 'month' and is_complete",
        'week': "period_type = 'week' and is_complete",
    } %}
    select {{ (period + name + measures) | join(', ') }}, is_suppressed
    from (
        select
            judged.*,
            is_small
            or (not is_complete and is_small_now = 1)
            or (period_type <> 'quarter' and is_small_quarter = 1)
            or (period_type <> 'quarter' and is_small_month = 1)
            or (period_type = 'week' and is_small_week = 1) as is_suppressed
        from (
            select
                marked.*,
                {% for reason in reasons %}
                max(is_small_{{ reason }}_of_quarter) over (partition by {{ of_group }}) as is_small_{{ reason }},
                {% endfor %}
                row_number() over (partition by {{ of_group }} order by quarter_start) as quarter_no
            from (
                select
                    placed.*,
                    {% for reason, condition in reasons.items() %}
                    max(case when is_small and {{ condition }} then 1 else 0 end) over (
                        partition by dimension, dimension_value, quarter_start
                    ) as is_small_{{ reason }}_of_quarter,
                    {% endfor %}
                    max(case when is_small and not is_complete then 1 else 0 end) over (partition by dimension, dimension_value) as is_small_now
                from (
                    {% for side in ['period_start', 'period_end'] %}
                    select filled.*, {{ reporting_period_start('filled.' ~ side, 'quarter') }} as quarter_start
                    from ({{ _sized_comment_groups(groups, period, name, measures) }}) as filled
                    {% if loop.first %}
                    union all
                    {% else %}
                    where {{ reporting_period_start('filled.' ~ side, 'quarter') }} <> {{ reporting_period_start('filled.period_start', 'quarter') }}
                    {% endif %}
                    {% endfor %}
                ) as placed
            ) as marked
        ) as judged
        where quarter_no = 1
    ) as hidden
    where is_present or is_suppressed
{% endmacro %}

{# Every group in every period, and whether it is small or the companion of one that is: of those that somebody wrote in. #}
{% macro _sized_comment_groups(groups, period, name, measures) %}
    select
        {% for column in period %}
        periods.{{ column }},
        {% endfor %}
        {% for column in name %}
        names.{{ column }},
        {% endfor %}
        {% for column in measures %}
        sized.{{ column }},
        {% endfor %}
        coalesce(sized.is_small, false) as is_small,
        sized.is_small is not null as is_present
    from (select distinct {{ period | join(', ') }} from {{ groups }}) as periods
    cross join (select distinct {{ name | join(', ') }} from {{ groups }}) as names
    left join (
        select
            beside.*,
            {{ small_or_companion('beside.period_type, beside.period_start, beside.dimension', 'beside.respondents_count', 'beside.dimension_value', comments_below()) }} as is_small
        from {{ groups }} as beside
    ) as sized
        on
            periods.period_type = sized.period_type
            and periods.period_start = sized.period_start
            {% for column in name %}
            and names.{{ column }} = sized.{{ column }}
            {% endfor %}
{% endmacro %}
