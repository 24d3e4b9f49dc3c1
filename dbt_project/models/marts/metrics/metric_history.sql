{{ config(**history_config('metric_state_key')) }}
{% set cell = ['metric', 'period_type', 'period_start', 'dimension', 'dimension_value'] %}
{% set numbers = ['value', 'n', 'interval_low', 'interval_high'] %}
{% set answer_states = ref('answer_history') %}
{% set evidence = ['is_suppressed', 'definition_version'] %}

with windows as (

    select * from {{ ref('int_metric_windows') }}

),

sets as (

    select * from {{ ref('dimension_sets') }}

),

bases as (

    select metric, observations, observations in (select metric from {{ answer_states }}) as counts_answers
    from {{ ref('metrics') }}

),

clock as (

    select clock.known_at, answers.answers_as_of_at
    from ({{ history_clock() }}) as clock
    cross join (select {{ newest_instant() }} as answers_as_of_at from {{ answer_states }}) as answers

),

published as (

    select {{ (cell + ['period_end'] + numbers + evidence) | join(', ') }}, is_complete
    from {{ ref('voc_metrics') }}
    where period_type in ('week', 'month', 'quarter')

),

{% if is_incremental() %}
held as (

    select * from {{ this }} where known_to is null

),

vanished as (

    {{ vanished_groups(cell) }}

),

present as (

    select {{ (cell + ['period_end'] + numbers + evidence) | join(', ') }}
    from published
    where is_complete
    union all
    select {{ (cell + ['period_end']) | join(', ') }}, null, 0, null, null, false, definition_version
    from vanished
    where is_empty

),

restated as (

    select now.*, held.metric_state_key as ended_key
    from present as now
    left join held on {{ equal('now', 'held', cell) }}
    where
        held.metric is null
        or {{ differs('now', 'held', evidence) }}
        or {{ differs_noticeably('now', 'held', numbers) }}

),

ends as (

    {{ ended_states(cell) }}

),

{{ counted_answer_changes(answer_states) }},

explained as (

    {{ explained_states(cell + ['period_end'], numbers, evidence) }}

),
{% endif %}

begun as (

    select
        {{ (cell + ['period_end'] + numbers + evidence) | join(', ') }},
        false as is_withheld,
        clock.known_at as known_from,
        {{ as_type('null', 'timestamp') }} as known_to,
        {{ as_type('null', 'text') }} as ended_because,
        {% for change in answer_changes() %}
        {{ as_type('null', 'integer') }} as {{ change }}_count,
        {% endfor %}
        clock.answers_as_of_at
    from {% if is_incremental() %}restated{% else %}(select * from published where is_complete) as restated{% endif %}

    cross join clock

),

states as (

    select * from begun
    {% if is_incremental() %}
    union all
    select * from explained
    {% endif %}

)

select
    {{ surrogate_key(cell + ['known_from']) }} as metric_state_key,
    {{ cell | join(', ') }},
    period_end,
    value,
    {{ as_type('n', 'integer') }} as n,
    interval_low,
    interval_high,
    is_suppressed,
    is_withheld,
    definition_version,
    known_from,
    known_to,
    ended_because,
    {% for change in answer_changes() %}
    {{ as_type(change ~ '_count', 'integer') }} as {{ change }}_count,
    {% endfor %}
    answers_as_of_at
from states
