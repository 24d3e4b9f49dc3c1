{# How the product is used, session by session. Days per customer are in periods.sql. #}

{# Length of sessions in seconds, by the day they begin; a session of one event lasts 0. #}
{% macro observe_session_length() %}
    {{ observation_select("'session_length'", ref('fct_usage_sessions') ~ ' as sessions', {
        'is_ranked': 'true',
        'respondent': 'sessions.customer_key',
        'observed_at': 'sessions.started_at',
        'observed_on': 'sessions.started_on',
        'amount': 'sessions.duration_seconds',
        'record_key': 'sessions.session_key',
    }) }}
{% endmacro %}
