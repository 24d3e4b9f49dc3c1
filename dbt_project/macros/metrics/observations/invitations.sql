{#
    The ladder from invitation to completed response, by the day the invitation was sent: vendors divide by different rungs, so each rung
    is published. Invitations that were held back (suppressed, not sampled) were never sent; anonymous links have no invitation at all.
#}
{% macro observe_invitations() %}
    {% set rungs = {
        'invitation_sent': ['1 = 1', '1 = 1'],
        'invitation_bounced': ['1 = 1', "invitations.status = 'bounced'"],
        'invitation_answered': ['invitations.is_delivered', 'invitations.answered_at is not null'],
        'invitation_started': ['1 = 1', 'coalesce(invitations.started_at, invitations.answered_at) is not null'],
        'invitation_answered_of_sent': ['1 = 1', 'invitations.answered_at is not null'],
        'invitation_completed': ['1 = 1', 'invitations.completed_at is not null'],
    } %}
    {% for rung, conditions in rungs.items() %}
    {{ observation_select("'" ~ rung ~ "'", ref('fct_invitations') ~ ' as invitations', dict({
        'where': "invitations.status not in ('suppressed', 'not_sampled') and " ~ conditions[0],
        'respondent': 'coalesce(invitations.customer_key, invitations.invitation_key)',
        'observed_at': 'invitations.sent_at',
        'observed_on': 'invitations.sent_on',
        'positive': conditions[1],
        'amount': '1',
        'record_key': 'invitations.invitation_key',
        'touchpoint': 'invitations.touchpoint',
        'survey': 'invitations.survey_id',
    }, **customer_breakdowns('invitations'))) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
