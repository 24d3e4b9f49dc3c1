{#
    Closing the loop: of the detractors of NPS who are due and whom one can contact, those to whom somebody got in touch within 48 hours,
    by the day of the answer. A contact before the answer is none. A detractor is pending until the 48 hours are over, also one who was
    contacted already: counting only early contacts would make every young day 100 %.
#}
{% macro observe_close_the_loop() %}
    {% set deadline = add_seconds('answers.submitted_at', 48 * 3600) %}
    {% set detractors %}
        (
            select answers.*, contacts.contacted_at
            from {{ ref('fct_answers') }} as answers
            left join (
                select answers.answer_key, min(contacts.contacted_at) as contacted_at
                from {{ ref('fct_answers') }} as answers
                inner join {{ ref('int_customer_contacts') }} as contacts
                    on
                        answers.customer_key = contacts.customer_key
                        and answers.submitted_at < contacts.contacted_at
                        and contacts.contacted_at <= {{ deadline }}
                where answers.metric = 'nps' and answers.category = 'negative'
                group by answers.answer_key
            ) as contacts on answers.answer_key = contacts.answer_key
            where answers.metric = 'nps' and answers.is_headline and answers.category = 'negative'
        ) as answers cross join {{ as_of_relation() }}
    {% endset %}
    {{ observation_select("'close_the_loop'", detractors, dict({
        'respondent': 'coalesce(answers.customer_key, answers.response_key)',
        'observed_at': 'answers.submitted_at',
        'observed_on': 'answers.submitted_on',
        'positive': 'answers.contacted_at is not null',
        'exclusion_reason': "case when answers.customer_key is null then 'anonymous' when " ~ deadline ~ " > as_of.as_of_at then 'pending' end",
        'record_key': 'answers.answer_key',
        'touchpoint': 'answers.touchpoint',
        'product': 'answers.product',
        'survey': 'answers.survey_id',
    }, **customer_breakdowns('answers'))) }}
{% endmacro %}
