{#
    The steps of metric_history over its other CTEs: windows, sets and bases (metrics, and whether they count answers) as they
    are; published, what is known now; held, the states that hold; restated, what begins; ends, what ends.
#}

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
