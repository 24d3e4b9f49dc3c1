select
    customer_key,
    month_start,
    scored_at,
    is_subscribed,
    score,
    band,
    coverage,
    {% for input in health_inputs() %}
    {{ input }}_score,
    {% endfor %}
    previous_score,
    previous_band,
    score_change,
    mover_input,
    mover_points,
    drag_input,
    drag_points,
    used_days_count,
    answers_count,
    open_tickets_count,
    failed_payments_count,
    weights_version
from {{ ref('customer_health_months') }}
where month_start = (select max(month_start) from {{ ref('customer_health_months') }})
