{# Tickets: how long customers wait, and how often it was not over when it seemed so. By the day of creation unless said. #}

{#
    First reply: creation -> first PUBLIC message of an agent. A ticket without one has no time yet; it is pending, and counted by
    observe_unreplied.
#}
{% macro observe_first_reply() %}{{ _observe_waiting('first_reply', 'first_reply_seconds') }}{% endmacro %}
{% macro observe_first_reply_business() %}{{ _observe_waiting('first_reply_business', 'first_reply_business_seconds') }}{% endmacro %}

{# Resolution: creation -> first solve, and -> last solve. Open tickets are censored; the share open stands beside. #}
{% macro observe_first_resolution() %}{{ _observe_waiting('first_resolution', 'first_resolution_seconds') }}{% endmacro %}
{% macro observe_full_resolution() %}{{ _observe_waiting('full_resolution', 'full_resolution_seconds') }}{% endmacro %}

{% macro _observe_waiting(name, seconds) %}
    {{ observation_select("'" ~ name ~ "'", ref('fct_tickets') ~ ' as tickets', dict({
        'is_ranked': 'true',
        'respondent': 'coalesce(tickets.customer_key, tickets.ticket_key)',
        'observed_at': 'tickets.created_at',
        'observed_on': 'tickets.created_on',
        'amount': 'tickets.' ~ seconds,
        'exclusion_reason': 'case when tickets.' ~ seconds ~ " is null then 'pending' end",
        'record_key': 'tickets.ticket_key',
    }, **customer_breakdowns('tickets'))) }}
{% endmacro %}

{% macro observe_unreplied() %}{{ _observe_ticket_share('unreplied', 'tickets.first_reply_at is null') }}{% endmacro %}
{% macro observe_open_ticket() %}{{ _observe_ticket_share('open_ticket', 'tickets.is_open') }}{% endmacro %}

{% macro _observe_ticket_share(name, condition) %}
    {{ observation_select("'" ~ name ~ "'", ref('fct_tickets') ~ ' as tickets', dict({
        'respondent': 'coalesce(tickets.customer_key, tickets.ticket_key)',
        'observed_at': 'tickets.created_at',
        'observed_on': 'tickets.created_on',
        'positive': condition,
        'record_key': 'tickets.ticket_key',
    }, **customer_breakdowns('tickets'))) }}
{% endmacro %}

{# Reopened within so many days of the first solve / first solved, by the day of that solve; pending until the days are over. #}
{% macro observe_reopened_7d() %}{{ _observe_reopened(7) }}{% endmacro %}
{% macro observe_reopened_30d() %}{{ _observe_reopened(30) }}{% endmacro %}

{% macro _observe_reopened(days) %}
    {% set deadline = add_seconds('tickets.first_solved_at', days * 86400) %}
    {{ observation_select("'reopened_" ~ days ~ "d'", ref('fct_tickets') ~ ' as tickets cross join ' ~ as_of_relation(), dict({
        'where': 'tickets.first_solved_at is not null',
        'respondent': 'coalesce(tickets.customer_key, tickets.ticket_key)',
        'observed_at': 'tickets.first_solved_at',
        'observed_on': reporting_date('tickets.first_solved_at'),
        'positive': 'tickets.first_reopened_at <= ' ~ deadline,
        'exclusion_reason': 'case when ' ~ deadline ~ " > as_of.as_of_at then 'pending' end",
        'record_key': 'tickets.ticket_key',
    }, **customer_breakdowns('tickets'))) }}
{% endmacro %}
