{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='month_start',
    on_schema_change='fail',
    post_hook="delete from {{ this }} where month_start not in (select month_start from {{ ref('int_health_months') }})",
) }}
{% set inputs = health_inputs() %}

with due as ({{ health_due_months() }}),

months as (

    select settled.*, due.input_fingerprint, due.is_due
    from {{ ref('int_health_months') }} as settled
    inner join due on settled.month_start = due.month_start
    where due.is_due or due.is_next_due

),

customers as (

    select customer_key, min(occurred_at) as known_from
    from {{ ref('int_health_events') }}
    group by customer_key

),

usage as ({{ health_usage('months') }}),

feedback as ({{ health_feedback('months') }}),

support as ({{ health_support('months') }}),

commercial as ({{ health_commercial('months') }}),

inputs as (

    select
        months.*,
        customers.customer_key,
        usage.score as usage_score,
        feedback.score as feedback_score,
        case when months.is_support_known then coalesce(support.score, {{ as_type('100', 'number') }}) end as support_score,
        commercial.score as commercial_score,
        coalesce(usage.used_days, 0) as used_days_count,
        coalesce(feedback.answers_count, 0) as answers_count,
        coalesce(support.open_tickets_count, 0) as open_tickets_count,
        coalesce(commercial.failed_count, 0) as failed_payments_count,
        coalesce(commercial.running_count, 0) > 0 as is_subscribed
    from months
    inner join customers on months.until_at > customers.known_from
    {% for input in inputs %}
    left join {{ input }} on months.month_start = {{ input }}.month_start and customers.customer_key = {{ input }}.customer_key
    {% endfor %}

),

scored as (

    select
        *,
        {{ health_score() }} as score,
        {{ health_coverage() }} as coverage,
        {% for input in inputs %}
        {{ health_points_lost(input) }} as {{ input }}_lost{{ ',' if not loop.last }}
        {% endfor %}
    from inputs

),

compared as (

    select
        *,
        lag(score) over (partition by customer_key order by month_start) as previous_score,
        {% for input in inputs %}
        lag({{ input }}_lost) over (partition by customer_key order by month_start) - {{ input }}_lost as {{ input }}_gain{{ ',' if not loop.last }}
        {% endfor %}
    from scored

),

driven as (

    select
        *,
        case when score is not null then {{ health_largest_input('', '_lost') }} end as drag_input,
        case when score is not null and previous_score is not null then {{ health_largest_input('abs(', '_gain)') }} end as mover_input
    from compared
    where is_due

)

select
    {{ surrogate_key(['customer_key', 'month_start']) }} as customer_health_month_key,
    customer_key,
    month_start,
    month_end,
    until_at as scored_at,
    is_complete,
    is_subscribed,
    score,
    {{ health_band('score') }} as band,
    coverage,
    {% for input in inputs %}
    {{ input }}_score,
    {% endfor %}
    previous_score,
    {{ health_band('previous_score') }} as previous_band,
    {{ as_type('score - previous_score', 'number') }} as score_change,
    mover_input,
    {{ as_type(health_amount_of('mover_input', '', '_gain'), 'number') }} as mover_points,
    drag_input,
    {{ as_type(health_amount_of('drag_input', '', '_lost'), 'number') }} as drag_points,
    {% for count in ['used_days_count', 'answers_count', 'open_tickets_count', 'failed_payments_count', 'weights_version'] %}
    {{ as_type(count, 'integer') }} as {{ count }},
    {% endfor %}
    input_fingerprint
from driven
