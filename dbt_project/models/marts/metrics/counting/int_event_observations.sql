{{ config(materialized='view') }}

-- A view: reading the facts anew, for the days' checksums and for what is counted again, takes a third of what storing it all would.
{# One line per macro of macros/metrics/observations that reads events; states of a period are in int_period_counts. #}
{% set observed = [
    observe_answers,
    observe_close_the_loop,
    observe_cli,
    observe_completion,
    observe_invitations,
    observe_first_reply,
    observe_first_reply_business,
    observe_unreplied,
    observe_first_resolution,
    observe_full_resolution,
    observe_open_ticket,
    observe_reopened_7d,
    observe_reopened_30d,
    observe_repeat_purchase,
    observe_failed_payment,
    observe_subscription_cancelled,
    observe_cart,
    observe_session_length,
    observe_sentiment,
    observe_share_of_voice,
] %}
{% for observe in observed %}
{{ observe() }}
{{ 'union all' if not loop.last }}
{% endfor %}
