{#
    CTEs: `recoveries`, the customer's next valid scores of the case's metric after the contact, and `unassisted_scores`, those after the due
    time of cases in which nobody had been in touch by then: low scores rise by themselves, so the first means little without the second.
#}
{% macro next_scores(cases) %}
{% for name, conditions in {
    'recoveries': ['cases.contacted_at is not null', 'cases.contacted_at'],
    'unassisted_scores': ['1 = 1', 'cases.due_at'],
}.items() %}
{{ name }} as (

    select
        cases.case_key,
        answers.score,
        answers.normalised_score,
        answers.submitted_at,
        row_number() over (partition by cases.case_key order by answers.submitted_at, answers.answer_key) as score_no
    from {{ cases }} as cases
    inner join {{ ref('fct_answers') }} as answers
        on
            cases.customer_key = answers.customer_key
            and cases.metric = answers.metric
            and answers.submitted_at > {{ conditions[1] }}
    where
        answers.exclusion_reason is null
        and {{ conditions[0] }}
        {% if name == 'unassisted_scores' %}
        and (cases.contacted_at is null or cases.contacted_at > answers.submitted_at)
        {% endif %}

){{ ',' if not loop.last }}

{% endfor %}
{% endmacro %}
