{#
    Which answers restate a group, and how: CTEs of metric_history over bases and ends (restatement.sql).
#}

{#
    Answers that are in a group now and were not when its state began, or the other way round, or otherwise: counted by what became of them.
    Only the net difference counts: an answer that was edited and edited back explains nothing.
#}
{% macro counted_answer_changes(answer_states) %}
    {% set sides = {
        'before': 'before.known_from <= spans.counted_at and before.known_to > spans.counted_at',
        'now': 'now.known_from > spans.counted_at and now.known_to is null',
    } %}
spans as (

    select distinct
        bases.observations,
        ends.period_start,
        ends.period_end,
        ends.answers_as_of_at as counted_at
    from ends
    inner join bases on ends.metric = bases.metric
    where bases.counts_answers and not ends.is_suppressed and not ends.next_is_suppressed

),

-- Holds both sides of every answer that has changed since the oldest of these states.
changed_states as (

    select *
    from {{ answer_states }}
    where known_from > (select min(counted_at) from spans) or known_to > (select min(counted_at) from spans)

),

changed_answers as (

    {% for side, is_in in sides.items() %}
    {% set other = 'now' if side == 'before' else 'before' %}
    select
        spans.observations,
        spans.period_start,
        spans.period_end,
        spans.counted_at,
        {{ "case when spans.observations = 'cli' then " ~ side ~ '.response_key else ' ~ side ~ '.answer_key end' }} as record_key,
        {{ 1 if side == 'before' else 0 }} as is_before,
        case when {{ side }}.is_headline and {{ side }}.exclusion_reason is null then 1 else 0 end as counts,
        {% for column in breakdowns() %}
        {{ side }}.{{ column }},
        {% endfor %}
        case when {{ differs('before', 'now', ['score', 'category', 'customer_key', 'submitted_at']) }} then 1 else 0 end as is_other_answer,
        case
            when before.answer_key is null then 'late'
            when now.answer_key is null and before.ended_because in ('erased', 'redefined') then before.ended_because
            else {{ answer_change('before', 'now') }}
        end as change
    from spans
    inner join changed_states as {{ side }}
        on
            spans.observations = {{ side }}.metric
            and {{ side }}.submitted_on between spans.period_start and spans.period_end
            and {{ is_in }}
    left join changed_states as {{ other }}
        on
            {{ side }}.answer_key = {{ other }}.answer_key
            and {{ 'now.known_to is null' if other == 'now' else 'before.known_from <= spans.counted_at and before.known_to > spans.counted_at' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

grouped_answers as (

    {{ under_dimension_sets(
        'changed_answers',
        ['observations', 'period_start', 'period_end', 'counted_at', 'record_key', 'is_before', 'counts', 'is_other_answer', 'change'],
        breakdowns(),
    ) }}

),

-- One row per group and answer that explains something.
explaining as (

    select
        observations,
        period_start,
        period_end,
        counted_at,
        dimension,
        case when value_2 = '' then value_1 else value_1 || ' / ' || value_2 end as dimension_value,
        record_key,
        min(change) as change
    from grouped_answers
    where counts = 1
    group by observations, period_start, period_end, counted_at, dimension, value_1, value_2, record_key
    having max(is_before) = min(is_before) or max(is_other_answer) = 1

),

answer_changes as (

    select
        ends.metric_state_key,
        {% for change in answer_changes() %}
        {{ count_if("explaining.change = '" ~ change ~ "'") }} as {{ change }}_count{{ ',' if not loop.last }}
        {% endfor %}
    from ends
    inner join bases on ends.metric = bases.metric
    inner join explaining
        on
            bases.observations = explaining.observations
            and ends.period_start = explaining.period_start
            and ends.period_end = explaining.period_end
            and ends.answers_as_of_at = explaining.counted_at
            and ends.dimension = explaining.dimension
            and ends.dimension_value = explaining.dimension_value
    group by ends.metric_state_key

)
{% endmacro %}
