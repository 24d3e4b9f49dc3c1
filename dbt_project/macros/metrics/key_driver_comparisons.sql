{# From measured candidates to the rows of nps_key_drivers, in steps that each need the columns of the one before. #}

{# By candidate: sums over each group and over the ranks of all who answered. groups: {'promoters': category, ...}. #}
{% macro key_driver_sums(ranked, groups) %}
    select
        driver,
        touchpoint,
        count(*) as n,
        {% for group, category in groups.items() %}
        {{ count_if("category = '" ~ category ~ "'") }} as {{ group }}_count,
        sum(case when category = '{{ category }}' then value end) as {{ group }}_sum,
        sum(case when category = '{{ category }}' then value * value end) as {{ group }}_sum_of_squares,
        {% endfor %}
        sum({{ as_type('value_rank', 'number') }} * score_rank) as rank_products,
        sum({{ as_type('value_rank', 'number') }} * value_rank) as value_rank_squares,
        sum({{ as_type('score_rank', 'number') }} * score_rank) as score_rank_squares
    from {{ ranked }}
    group by driver, touchpoint
{% endmacro %}

{# Means, variances and what may be compared: a small group's mean is not published, and too few people or no variation prove nothing. #}
{% macro key_driver_comparisons(summed, groups) %}
    select
        described.*,
        promoters_mean - detractors_mean as difference,
        {{ welch_error('promoters_count', 'promoters_variance', 'detractors_count', 'detractors_variance') }} as difference_error,
        {{ welch_df('promoters_count', 'promoters_variance', 'detractors_count', 'detractors_variance') }} as df,
        {{ rank_correlation('rank_products', 'value_rank_squares', 'score_rank_squares') }} as rank_correlation,
        case
            when promoters_count < {{ key_driver_minimum() }} or detractors_count < {{ key_driver_minimum() }} then 'too_few'
            when promoters_variance + detractors_variance = 0 then 'no_variation'
        end as not_tested_because
    from (
        select
            summed.*,
            {% for group in groups %}
            case when {{ group }}_count >= {{ var('suppress_below') }} then {{ real(group ~ '_sum') }} / {{ group }}_count end as {{ group }}_mean,
            {{ sample_variance(group ~ '_count', group ~ '_sum', group ~ '_sum_of_squares') }} as {{ group }}_variance{{ ',' if not loop.last }}
            {% endfor %}
        from {{ summed }} as summed
    ) as described
{% endmacro %}

{# Effect sizes and p-values of those that may be compared. #}
{% macro key_driver_tests(compared) %}
    select
        measured.*,
        {{ hedges_g_error('standardised_difference', 'promoters_count', 'detractors_count') }} as standardised_error,
        {{ two_sided_p('normal_value') }} as p_value
    from (
        select
            compared.*,
            case when not_tested_because is null
                then {{ hedges_g('difference', 'promoters_count', 'promoters_variance', 'detractors_count', 'detractors_variance') }}
            end as standardised_difference,
            case when not_tested_because is null then rank_correlation end as correlation,
            case when not_tested_because is null then {{ normal_from_t('(difference / difference_error)', 'df') }} end as normal_value
        from {{ compared }} as compared
    ) as measured
{% endmacro %}

{# Significant ones first, then by the size of the difference. #}
{% macro key_driver_rows(judged, respondents_count) %}
    {% set half = '(' ~ t95('df') ~ ') * difference_error' %}
    select
        driver,
        touchpoint,
        {{ as_type(respondents_count, 'integer') }} as respondents_count,
        {{ as_type('n', 'integer') }} as n,
        {{ real('n') }} / {{ respondents_count }} as coverage,
        {% for group in ['promoters', 'detractors'] %}
        {{ as_type('case when ' ~ group ~ '_count = 0 or ' ~ group ~ '_count >= ' ~ var('suppress_below') ~ ' then ' ~ group ~ '_count end', 'integer') }} as {{ group }}_count,
        {{ group }}_mean,
        {% endfor %}
        difference,
        case when p_value is not null then difference - {{ half }} end as difference_low,
        case when p_value is not null then difference + {{ half }} end as difference_high,
        standardised_difference,
        {{ difference_bound('standardised_difference', 'standardised_error', 'low') }} as standardised_difference_low,
        {{ difference_bound('standardised_difference', 'standardised_error', 'high') }} as standardised_difference_high,
        correlation,
        {{ rank_correlation_bound('correlation', 'n', 'low') }} as correlation_low,
        {{ rank_correlation_bound('correlation', 'n', 'high') }} as correlation_high,
        p_value,
        q_value,
        q_value <= 0.05 as is_significant,
        not_tested_because,
        case when p_value is not null then {{ as_type('row_number() over (order by case when q_value <= 0.05 then 0 else 1 end, case when p_value is null then 1 else 0 end, abs(standardised_difference) desc, driver, touchpoint)', 'integer') }} end as importance_rank,
        as_of_at
    from {{ judged }} as judged
{% endmacro %}
