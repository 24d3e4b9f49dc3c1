{#
    The customer health score (CHS): how inputs become one number, what it is called, and what moved it. How each input is
    scored is in the files beside this one; weights and cuts are registries (health_weights, health_inputs).
#}

{# The inputs, in the order in which one is named where several weigh the same. #}
{% macro health_inputs() %}{{ return(['usage', 'feedback', 'support', 'commercial']) }}{% endmacro %}

{# The cuts that each input is scored by; tests/expectations/test_health_registries.py holds the registry's rule against this. #}
{% macro health_parameters() %}
    {{ return({
        'usage': ['full_days', 'trend_share', 'trend_from_days'],
        'feedback': ['window_days', 'step_days'],
        'support': ['window_days', 'slow_reply_hours', 'slow_solve_days', 'open_points', 'reopened_points', 'slow_points'],
        'commercial': ['window_days', 'notice_score', 'lost_points', 'failed_points', 'unpaid_points', 'order_days'],
    }) }}
{% endmacro %}

{# Columns of int_health_months that decide what a month's facts are worth. #}
{% macro health_settings() %}
    {% set columns = ['weights_version'] %}
    {% for input in health_inputs() %}
        {% do columns.append(input ~ '_weight') %}
        {% for parameter in health_parameters()[input] %}{% do columns.append(input ~ '_' ~ parameter) %}{% endfor %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}

{# Weight of the inputs that are there: `<input>_score` is NULL where nothing is known, and 0 is a score. #}
{% macro health_available_weight() %}
    {% set parts = [] %}
    {% for input in health_inputs() %}{% do parts.append('case when ' ~ input ~ '_score is not null then ' ~ input ~ '_weight else 0 end') %}{% endfor %}
    {{ return('(' ~ parts | join(' + ') ~ ')') }}
{% endmacro %}

{# Percent of the weight that could be judged. #}
{% macro health_coverage() %}
    {{ return(as_type('100.0 * ' ~ health_available_weight() ~ ' / nullif(' ~ health_inputs() | join('_weight + ') ~ '_weight, 0)', 'number')) }}
{% endmacro %}

{#
    CHS = sum(weight * score) / sum(weight) over the inputs that are there, NULL below half of the weight: a missing input says
    nothing, good or bad. A decimal, so that a score on a cut is on it and not a 17th digit beside it.
#}
{% macro health_score() %}
    {% set parts = [] %}
    {% for input in health_inputs() %}{% do parts.append(input ~ '_weight * coalesce(' ~ input ~ '_score, 0)') %}{% endfor %}
    {{ return('case when ' ~ health_coverage() ~ ' >= 50 then '
        ~ as_type('(' ~ parts | join(' + ') ~ ') / nullif(' ~ health_available_weight() ~ ', 0)', 'number') ~ ' end') }}
{% endmacro %}

{# at_risk to 50, neutral to 75, healthy above. #}
{% macro health_band(score) %}
    {{ return('case when ' ~ score ~ " <= 50 then 'at_risk' when " ~ score ~ " <= 75 then 'neutral' when " ~ score ~ " > 75 then 'healthy' end") }}
{% endmacro %}

{# Points that an input takes from the 100 a score could be: the points of all inputs and the score add up to 100. #}
{% macro health_points_lost(input) %}
    {{ return(as_type('coalesce(' ~ input ~ '_weight * (100 - ' ~ input ~ '_score) / nullif(' ~ health_available_weight() ~ ', 0), 0)', 'number')) }}
{% endmacro %}

{# Which input has the largest of four amounts (columns `<prefix><input><suffix>`); NULL when none is above zero. #}
{% macro health_largest_input(prefix, suffix) %}
    {% set columns = [] %}
    {% for input in health_inputs() %}{% do columns.append(prefix ~ input ~ suffix) %}{% endfor %}
    {% set largest = 'greatest(' ~ columns | join(', ') ~ ')' %}
    {% set cases = [] %}
    {% for input in health_inputs() %}{% do cases.append('when ' ~ columns[loop.index0] ~ ' = ' ~ largest ~ " then '" ~ input ~ "'") %}{% endfor %}
    {{ return('case when ' ~ largest ~ ' > 0 then case ' ~ cases | join(' ') ~ ' end end') }}
{% endmacro %}

{# The amount of the input that a column names. #}
{% macro health_amount_of(named, prefix, suffix) %}
    {% set cases = [] %}
    {% for input in health_inputs() %}{% do cases.append("when '" ~ input ~ "' then " ~ prefix ~ input ~ suffix) %}{% endfor %}
    {{ return('case ' ~ named ~ ' ' ~ cases | join(' ') ~ ' end') }}
{% endmacro %}
