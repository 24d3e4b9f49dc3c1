{# What customers told us when asked: surveys, their questions, invitations, responses and answers. #}

{# One row per survey. #}
{% macro contract_survey(source, relation, fields) %}
    {{ return(contract_select('survey', [
        ('survey_key', 'text', ['survey_id']),
        ('survey_id', 'text', 'required'),
        ('title', 'text', 'optional'),
        ('created_at', 'timestamp', 'optional'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{#
    One row per question of a survey as the tool defines it now; what it measures is the registry's (question_versions). question_type:
    scale (answered by a number), text (free text) or choice (anything that is picked from what the question offers). sort_order: its place
    in the survey.
#}
{% macro contract_question_version(source, relation, fields) %}
    {{ return(contract_select('question_version', [
        ('question_key', 'text', ['survey_id', 'question_ref']),
        ('survey_key', 'text', ['survey_id']),
        ('survey_id', 'text', 'required'),
        ('question_ref', 'text', 'required'),
        ('question_type', 'text', 'required'),
        ('label', 'text', 'optional'),
        ('scale_min', 'number', 'optional'),
        ('scale_max', 'number', 'optional'),
        ('sort_order', 'integer', 'optional'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{#
    One row per invitation to answer a survey. status: sent, delivered, opened, bounced, suppressed (held back by a rule such as a limit on
    how often one may ask) or not_sampled (not chosen); the last two were never sent, sent_at is when that was decided.
#}
{% macro contract_invitation(source, relation, fields) %}
    {{ return(contract_select('invitation', [
        ('invitation_key', 'text', ['survey_id', 'invitation_id']),
        ('survey_key', 'text', ['survey_id']),
        ('ref_key', 'text', ['ref_id']),
        ('survey_id', 'text', 'required'),
        ('invitation_id', 'text', 'required'),
        ('ref_id', 'text', 'optional'),
        ('status', 'text', 'required'),
        ('sent_at', 'timestamp', 'required'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{#
    One row per response; attributes are the customer's at that time. ref_id is NULL for anonymous responses. status: completed or
    partial (started, some questions may be answered, never submitted; its submitted_at is its last sign of life); NULL is completed.
#}
{% macro contract_response(source, relation, fields) %}
    {{ return(contract_select('response', [
        ('response_key', 'text', ['response_id']),
        ('survey_key', 'text', ['survey_id']),
        ('invitation_key', 'text', ['survey_id', 'invitation_id']),
        ('ref_key', 'text', ['ref_id']),
        ('response_id', 'text', 'required'),
        ('survey_id', 'text', 'required'),
        ('invitation_id', 'text', 'optional'),
        ('ref_id', 'text', 'required'),
        ('touchpoint', 'text', 'optional'),
        ('segment', 'text', 'optional'),
        ('country', 'text', 'optional'),
        ('language', 'text', 'optional'),
        ('plan', 'text', 'optional'),
        ('product', 'text', 'optional'),
        ('status', 'text', 'optional'),
        ('is_test', 'boolean', 'required'),
        ('started_at', 'timestamp', 'optional'),
        ('submitted_at', 'timestamp', 'required'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{#
    One row per answered question of a response; a number or a text (also what was picked, several things separated by commas). answer_status: answered, skipped, not_applicable (the customer said
    that the question does not concern them) or dismissed (closed without an answer); NULL is answered where there is a number.
#}
{% macro contract_answer(source, relation, fields) %}
    {{ return(contract_select('answer', [
        ('answer_key', 'text', ['response_id', 'question_ref']),
        ('response_key', 'text', ['response_id']),
        ('question_key', 'text', ['survey_id', 'question_ref']),
        ('response_id', 'text', 'required'),
        ('survey_id', 'text', 'required'),
        ('question_ref', 'text', 'required'),
        ('value_number', 'number', 'required'),
        ('value_text', 'text', 'required'),
        ('answer_status', 'text', 'optional'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}
