{# Answers to scored questions: NPS, CSAT, OCS, CES and the help desk's rating. The scale and its cuts are the registry's. #}
{% macro observe_answers() %}
    {{ observation_select('answers.metric', ref('fct_answers') ~ ' as answers', {
        'where': "answers.is_headline and answers.metric in ('nps', 'csat', 'ocs', 'ces', 'ces_1', 'support_rating')",
        'counting': "case when answers.survey_kind = 'relational' then 'latest' else 'all' end",
        'respondent': 'coalesce(answers.customer_key, answers.response_key)',
        'observed_at': 'answers.submitted_at',
        'observed_on': 'answers.submitted_on',
        'positive': "answers.category = 'positive'",
        'neutral': "answers.category = 'neutral'",
        'negative': "answers.category = 'negative'",
        'amount': 'answers.score',
        'exclusion_reason': 'answers.exclusion_reason',
        'record_key': 'answers.answer_key',
        'touchpoint': 'answers.touchpoint',
        'segment': 'answers.segment',
        'country': 'answers.country',
        'language': 'answers.language',
        'plan': 'answers.plan',
        'product': 'answers.product',
        'survey': 'answers.survey_id',
    }) }}
{% endmacro %}

{#
    CLI (customer loyalty index): the mean of the normalised scores (0-100) of all loyalty questions of ONE response; each is normalised
    first, since means of raw scales of different length reverse ranks. One missing or faulty answer excludes the response, for the
    first reason in the order of exclusion_reason().
#}
{% macro observe_cli() %}
    {% set responses %}
        (
            select
                response_key,
                {% for column in ['survey_kind', 'customer_key', 'submitted_at', 'submitted_on', 'touchpoint', 'segment', 'country', 'language', 'plan', 'product', 'survey_id'] %}
                max({{ column }}) as {{ column }},
                {% endfor %}
                {{ as_type('avg(normalised_score)', 'number') }} as loyalty_index,
                case
                    {% for reason in exclusion_reasons() %}
                    when {{ count_if("exclusion_reason = '" ~ reason ~ "'") }} > 0 then '{{ reason }}'
                    {% endfor %}
                end as exclusion_reason
            from {{ ref('fct_answers') }}
            where metric = 'cli' and is_headline
            group by response_key
        ) as responses
    {% endset %}
    {{ observation_select("'cli'", responses, {
        'counting': "case when survey_kind = 'relational' then 'latest' else 'all' end",
        'respondent': 'coalesce(customer_key, response_key)',
        'observed_at': 'submitted_at',
        'observed_on': 'submitted_on',
        'amount': 'loyalty_index',
        'exclusion_reason': 'exclusion_reason',
        'record_key': 'response_key',
        'touchpoint': 'touchpoint',
        'segment': 'segment',
        'country': 'country',
        'language': 'language',
        'plan': 'plan',
        'product': 'product',
        'survey': 'survey_id',
    }) }}
{% endmacro %}

{# Completed of started, by the day of starting. A tool that hands over completed responses only gives 100 %. #}
{% macro observe_completion() %}
    {{ observation_select("'completion'", ref('int_responses') ~ ' as responses left join ' ~ ref('surveys') ~ ' as surveys on responses.source = surveys.source and responses.survey_id = surveys.survey_id', {
        'where': 'not responses.is_deleted and responses.started_at is not null',
        'respondent': 'responses.response_key',
        'observed_at': 'responses.started_at',
        'observed_on': reporting_date('responses.started_at'),
        'positive': "coalesce(responses.status, 'completed') = 'completed'",
        'exclusion_reason': "case when responses.is_test then 'test' end",
        'record_key': 'responses.response_key',
        'touchpoint': 'coalesce(responses.touchpoint, surveys.default_touchpoint)',
        'survey': 'responses.survey_id',
    }) }}
{% endmacro %}
