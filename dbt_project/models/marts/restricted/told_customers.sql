{{ config(materialized='view') }}

-- "You said, we did": whom to tell that an action that came from feedback is finished. They gave a negative answer of its metric in its
-- group in the 180 days before it was, and can be written to.
with finished as (

    select * from {{ ref('actions') }}
    where status = 'finished' and origin = 'feedback' and finished_on is not null and metric is not null and dimension is not null

),

said as (

    select
        finished.action,
        finished.title,
        finished.finished_on,
        answers.customer_key,
        answers.metric,
        answers.touchpoint,
        answers.score,
        answers.submitted_on as said_on,
        answers.language as answer_language,
        row_number() over (partition by finished.action, answers.customer_key order by answers.submitted_at desc, answers.answer_key desc) as newest_rank
    from finished
    inner join {{ ref('metrics') }} as metrics on finished.metric = metrics.metric
    inner join {{ ref('fct_answers') }} as answers on metrics.observations = answers.metric
    where
        answers.exclusion_reason is null
        and answers.category = 'negative'
        and answers.customer_key is not null
        and answers.submitted_on <= finished.finished_on
        and answers.submitted_on > {{ add_to_date('finished.finished_on', -180, 'day') }}
        and case finished.dimension
            when 'all' then 'all'
            {% for column in ['touchpoint', 'segment', 'country', 'language', 'plan', 'product'] %}
            when '{{ column }}' then answers.{{ column }}
            {% endfor %}
            when 'survey' then answers.survey_id
        end = finished.dimension_value

)

select
    {{ surrogate_key(['said.action', 'said.customer_key']) }} as told_customer_key,
    said.action,
    said.title,
    said.finished_on,
    said.customer_key,
    contacts.full_name as name,
    contacts.email,
    contacts.phone,
    coalesce(voice.language, said.answer_language) as language,
    said.metric,
    said.touchpoint,
    said.score,
    said.said_on
from said
inner join {{ ref('customer_contacts') }} as contacts on said.customer_key = contacts.customer_key
left join {{ ref('customer_voice') }} as voice on said.customer_key = voice.customer_key
where said.newest_rank = 1 and (contacts.email is not null or contacts.phone is not null)
