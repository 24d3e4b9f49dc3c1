{#
    From counts to a published number: the formulas of the registry metrics, each with its interval and standard error. All read the
    columns of int_metric_counts joined with the metric's registry row (formula, scale_min, scale_max) and design_effect.
#}

{% macro by_formula(expressions, otherwise='null') %}
    {% set cases = [] %}
    {% for formula, expression in expressions.items() %}{% do cases.append("when '" ~ formula ~ "' then " ~ expression) %}{% endfor %}
    {{ return(as_type('case formula ' ~ cases | join(' ') ~ ' else ' ~ otherwise ~ ' end', 'double')) }}
{% endmacro %}

{% macro metric_value() %}
    {{ return(by_formula({
        'net_share': net_share('positive_count', 'negative_count', 'n'),
        'share': share('positive_count', 'n'),
        'mean': mean('value_sum', 'n'),
        'rate': rate_per_hundred('positive_count', 'n'),
        'median': real('median'),
        'p90': real('p90'),
        'total': 'case when n > 0 then ' ~ real('value_sum') ~ ' end',
    })) }}
{% endmacro %}

{# Answers of one customer resemble each other; the interval knows (design_effect >= 1). Totals are no samples and have no interval. #}
{% macro metric_bound(side) %}
    {{ return(by_formula({
        'net_share': net_share_bound('positive_count', 'negative_count', 'n', side, 'design_effect'),
        'share': wilson_bound('positive_count', 'n', side, 'design_effect'),
        'mean': mean_bound('n', 'value_sum', 'value_sum_of_squares', 'scale_min', 'scale_max', side, 'design_effect'),
        'rate': poisson_bound('positive_count', 'n', side),
        'median': real('median_' ~ side),
        'p90': real('p90_' ~ side),
    })) }}
{% endmacro %}

{% macro metric_standard_error() %}
    {{ return(by_formula({
        'net_share': net_share_standard_error('positive_count', 'negative_count', 'n', 'design_effect'),
        'share': share_standard_error('positive_count', 'n', 'design_effect'),
        'mean': mean_standard_error('n', 'value_sum', 'value_sum_of_squares', 'design_effect'),
        'rate': rate_standard_error('positive_count', 'n'),
        'median': quantile_standard_error('median_low', 'median_high'),
        'p90': quantile_standard_error('p90_low', 'p90_high'),
    })) }}
{% endmacro %}

{% macro metric_design_effect() %}
    {{ return(by_formula({
        'net_share': design_effect_net('positive_count', 'negative_count', 'n', 'respondents_count', 'clustered_n', 'clustered_net', 'clustered_net_n'),
        'share': design_effect_share('positive_count', 'n', 'respondents_count', 'clustered_n', 'clustered_positive', 'clustered_positive_n'),
        'mean': design_effect_mean('value_sum', 'value_sum_of_squares', 'n', 'respondents_count', 'clustered_n', 'clustered_value', 'clustered_value_n'),
    }, '1')) }}
{% endmacro %}

{#
    How a value stands against its threshold: too_few below n_min; ok; watch where the value is beyond it; confirmed where the whole
    interval is (a value beyond by chance alone is no news).
#}
{% macro threshold_status() %}
    case
        when threshold is null or value is null then null
        when n < n_min then 'too_few'
        when is_high_good and interval_high < threshold then 'confirmed'
        when not is_high_good and interval_low > threshold then 'confirmed'
        when is_high_good and value < threshold then 'watch'
        when not is_high_good and value > threshold then 'watch'
        else 'ok'
    end
{% endmacro %}
