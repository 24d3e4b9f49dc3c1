{#
    Why a metric moved: the change of all taken apart by the groups of one dimension (Kitagawa 1955). With a group's share of the answers
    w0, w1 and its value r0, r1, and R0, R1 the value of all:
      rate effect (it scores differently)     (w0 + w1) / 2 * (r1 - r0)
      mix effect (more or fewer answer there) (w1 - w0) * ((r0 + r1) / 2 - (R0 + R1) / 2)
    Over all groups both add up to R1 - R0. A group that is absent in one period keeps its value: all of its effect is mix.
#}

{# Formulas that divide a sum by n: groups weighted by n give the value of all. Quantiles and totals do not. #}
{% macro decomposed_formulas() %}{{ return(['net_share', 'share', 'mean', 'rate']) }}{% endmacro %}

{% macro decomposed_periods() %}{{ return(['week', 'month', 'quarter']) }}{% endmacro %}

{# What, divided by n, is the metric's value; exact, so that groups can be added and subtracted. #}
{% macro weighted_value() %}
    {{ return(as_type(
        "case formula when 'net_share' then 100 * (positive_count - negative_count) when 'mean' then value_sum else 100 * positive_count end",
        'number',
    )) }}
{% endmacro %}

{# What is added up, in the period and in the one before. #}
{% macro driver_sums() %}{{ return(['n', 'respondents_count', 'weighted_value']) }}{% endmacro %}

{# One side of a comparison: its sums, and zeros in place of the other's, so that both sides add up to one row. #}
{% macro one_side(alias, is_previous) %}
    {% set columns = [] %}
    {% for measure in driver_sums() %}
        {% do columns.append(('0' if is_previous else alias ~ '.' ~ measure) ~ ' as ' ~ measure) %}
        {% do columns.append((alias ~ '.' ~ measure if is_previous else '0') ~ ' as previous_' ~ measure) %}
    {% endfor %}
    {{ return(columns | join(', ')) }}
{% endmacro %}

{# An expression once for each summed column, which stands in it as @. #}
{% macro each_sum(expression, prefix='') %}
    {% set columns = [] %}
    {% for measure in driver_sums() %}
        {% for column in [measure, 'previous_' ~ measure] %}{% do columns.append(expression | replace('@', column) ~ ' as ' ~ prefix ~ column) %}{% endfor %}
    {% endfor %}
    {{ return(columns | join(', ')) }}
{% endmacro %}

{#
    Parts and the totals they are parts of -> the rows of metric_drivers. What is left of all when the shown groups are taken away is no
    group: it has a value only if it looks like one (both n at least suppress_below, both values on the scale), else all of its effect is
    mix. Left over from hidden groups it may be few people: then its effect alone is said, which is also what is left of the change.
#}
{% macro driver_effects(parts, totals, scales) %}
    {% set k = var('suppress_below') %}
    {% set is_few %}parts.is_hidden = 1 and (parts.n < {{ k }} or parts.previous_n < {{ k }} or parts.respondents_count < {{ k }} or parts.previous_respondents_count < {{ k }}){% endset %}
    {% set share, previous_share = real('parts.n') ~ ' / totals.n', real('parts.previous_n') ~ ' / totals.previous_n' %}
    {% set all_value, previous_all_value = real('totals.weighted_value') ~ ' / totals.n', real('totals.previous_weighted_value') ~ ' / totals.previous_n' %}
    {% set total %}{{ real('parts.weighted_value') }} / totals.n - {{ real('parts.previous_weighted_value') }} / totals.previous_n - ({{ share }} - {{ previous_share }}) * ({{ all_value }} + {{ previous_all_value }}) / 2{% endset %}
    select
        measured.metric, measured.period_type, measured.period_start, measured.previous_start, measured.dimension, measured.dimension_value,
        measured.n, measured.previous_n, measured.value, measured.previous_value, measured.share_of_answers, measured.previous_share_of_answers,
        case when measured.n is not null then {{ _rate_effect() }} end as rate_effect,
        case when measured.n is not null then measured.total_effect - {{ _rate_effect() }} end as mix_effect,
        measured.total_effect,
        measured.change,
        row_number() over (
            partition by measured.metric, measured.period_type, measured.period_start, measured.dimension
            order by abs(measured.total_effect) desc, measured.dimension_value
        ) as driver_rank
    from (
        select
            parts.metric, parts.period_type, parts.period_start, totals.previous_start, parts.dimension, parts.dimension_value,
            {% for period in ['', 'previous_'] %}
            {% set value = real('parts.' ~ period ~ 'weighted_value') ~ ' / nullif(parts.' ~ period ~ 'n, 0)' %}
            {{ as_type('case when not (' ~ is_few ~ ') then parts.' ~ period ~ 'n end', 'integer') }} as {{ period }}n,
            case when not ({{ is_few }}) then {{ previous_share if period else share }} end as {{ period }}share_of_answers,
            case
                when parts.is_left_over = 0 then {{ value }}
                when parts.{{ period }}n >= {{ k }} and not ({{ is_few }}) and {{ value }} >= scales.scale_min and coalesce({{ value }} <= scales.scale_max, true) then {{ value }}
            end as {{ period }}value,
            {% endfor %}
            {{ total }} as total_effect,
            {{ all_value }} - {{ previous_all_value }} as change
        from {{ parts }} as parts
        inner join {{ totals }} as totals
            on parts.metric = totals.metric and parts.period_type = totals.period_type and parts.period_start = totals.period_start
        inner join {{ scales }} as scales on parts.metric = scales.metric
    ) as measured
{% endmacro %}

{% macro _rate_effect() %}
    {{ return('coalesce((measured.previous_share_of_answers + measured.share_of_answers) / 2 * (measured.value - measured.previous_value), 0)') }}
{% endmacro %}
