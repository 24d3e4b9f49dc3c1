{#
    The steps of metric_history over its other CTEs: answer_states, windows, sets and bases (metrics, and whether they count answers) as they
    are; published, what is known now; held, the states that hold; restated, what begins; ends, what ends.
#}

{#
    Answers that are in a group now and were not when its state began, or the other way round, or otherwise: counted by what became of them.
    Only the net difference counts: an answer that was edited and edited back explains nothing.
#}
{% macro counted_answer_changes() %}
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
    inner join answer_states as {{ side }}
        on
            spans.observations = {{ side }}.metric
            and {{ side }}.submitted_on between spans.period_start and spans.period_end
            and {{ is_in }}
    left join answer_states as {{ other }}
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

{#
    States whose group is no longer published. Nobody is left in it (is_empty: its next state is n = 0), or its dimension, metric or week is
    no longer made, which ends the history of the group. A period that is no longer complete, because a tool was added that is behind, waits.
#}
{% macro vanished_groups(cell) %}
    select
        held.{{ history_columns() | join(', held.') }},
        sets.dimension is not null and bases.metric is not null and windows.period_start is not null as is_empty
    from held
    left join published as now on {{ equal('now', 'held', cell) }}
    left join bases on held.metric = bases.metric
    left join sets
        on
            held.dimension = sets.dimension
            and case held.period_type when 'week' then sets.week when 'month' then sets.month else sets.quarter end
    left join windows
        on held.period_type = windows.period_type and held.period_start = windows.period_start
    where now.metric is null and coalesce(windows.is_complete, true)
{% endmacro %}

{# What ends now, with what follows. A group that is new in a period which the history knows had n = 0 until now. #}
{% macro ended_states(cell) %}
    select held.{{ history_columns() | join(', held.') }}, true as has_next, next.is_suppressed as next_is_suppressed, next.definition_version as next_definition_version
    from held
    inner join restated as next on held.metric_state_key = next.ended_key
    union all
    select vanished.{{ history_columns() | join(', vanished.') }}, false, false, null
    from vanished
    where not is_empty
    union all
    select
        {{ surrogate_key(['next.metric', 'next.period_type', 'next.period_start', 'next.dimension', 'next.dimension_value', 'known.known_from']) }},
        {% for column in history_columns() if column != 'metric_state_key' %}
        {{ {
            'value': 'null', 'n': '0', 'interval_low': 'null', 'interval_high': 'null', 'is_suppressed': 'false', 'is_withheld': 'false',
            'known_from': 'known.known_from', 'answers_as_of_at': 'known.answers_as_of_at',
        }.get(column, 'null' if column in unknown_while_open() else 'next.' ~ column) }},
        {% endfor %}
        true,
        next.is_suppressed,
        next.definition_version
    from restated as next
    inner join (
        select metric, period_type, period_start, dimension, min(known_from) as known_from, min(answers_as_of_at) as answers_as_of_at
        from {{ this }}
        group by metric, period_type, period_start, dimension
    ) as known on {{ equal('next', 'known', ['metric', 'period_type', 'period_start', 'dimension']) }}
    left join {{ this }} as earlier on {{ equal('next', 'earlier', cell) }}
    where next.ended_key is null and earlier.metric is null
{% endmacro %}

{# The columns of metric_history, in order. #}
{% macro history_columns() %}
    {{ return([
        'metric_state_key', 'metric', 'period_type', 'period_start', 'dimension', 'dimension_value', 'period_end', 'value', 'n', 'interval_low',
        'interval_high', 'is_suppressed', 'is_withheld', 'definition_version', 'known_from',
    ] + unknown_while_open() + ['answers_as_of_at']) }}
{% endmacro %}

{# NULL until a state ends. #}
{% macro unknown_while_open() %}
    {% set columns = ['known_to', 'ended_because'] %}
    {% for change in answer_changes() %}{% do columns.append(change ~ '_count') %}{% endfor %}
    {{ return(columns) }}
{% endmacro %}

{#
    Ended states with the reason, in the columns of begun. Nothing about a group that is hidden next, or was hidden, is told: its numbers are
    taken out of all its earlier states too, since with them and the groups around it the hidden number could be worked out.
#}
{% macro explained_states(cell, numbers, evidence) %}
    select
        {% for column in cell %}
        ends.{{ column }},
        {% endfor %}
        {% for number in numbers %}
        case when not ends.next_is_suppressed then ends.{{ number }} end as {{ number }},
        {% endfor %}
        {% for column in evidence %}
        ends.{{ column }},
        {% endfor %}
        ends.is_withheld or (ends.next_is_suppressed and not ends.is_suppressed) as is_withheld,
        ends.known_from,
        clock.known_at as known_to,
        case
            when not ends.has_next then 'no longer published'
            when ends.next_is_suppressed and not ends.is_suppressed then 'group hidden'
            when ends.is_suppressed and not ends.next_is_suppressed then 'group shown'
            when ends.next_definition_version <> ends.definition_version then 'definition changed'
            when not coalesce(bases.counts_answers, false) then 'records changed'
            when changes.metric_state_key is not null then 'answers changed'
            else 'calculation changed'
        end as ended_because,
        {% for change in answer_changes() %}
        case
            when bases.counts_answers and ends.has_next and not ends.is_suppressed and not ends.next_is_suppressed
                then coalesce(changes.{{ change }}_count, 0)
        end as {{ change }}_count,
        {% endfor %}
        ends.answers_as_of_at
    from ends
    cross join clock
    left join bases on ends.metric = bases.metric
    left join answer_changes as changes on ends.metric_state_key = changes.metric_state_key
    union all
    select
        {% for column in cell + numbers + evidence %}
        {{ 'null' if column in numbers else 'earlier.' ~ column }},
        {% endfor %}
        true, earlier.known_from, earlier.known_to, earlier.ended_because,
        {% for change in answer_changes() %}
        null,
        {% endfor %}
        earlier.answers_as_of_at
    from {{ this }} as earlier
    inner join ends on {{ equal('earlier', 'ends', ['metric', 'period_type', 'period_start', 'dimension', 'dimension_value']) }}
    where ends.next_is_suppressed and earlier.known_to is not null and not earlier.is_suppressed and not earlier.is_withheld
{% endmacro %}
