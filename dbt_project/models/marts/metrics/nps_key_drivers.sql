{% set days = key_driver_days() %}
{% set groups = {'promoters': 'positive', 'detractors': 'negative'} %}

with answers as (

    select
        answers.customer_key,
        answers.score,
        answers.category,
        answers.submitted_at as answered_at,
        answers.submitted_on as answered_on,
        row_number() over (partition by answers.customer_key order by answers.submitted_at desc, answers.answer_key desc) as newest_rank
    from {{ ref('fct_answers') }} as answers
    cross join {{ as_of_relation() }}
    where
        answers.metric = 'nps'
        and answers.is_headline
        and answers.exclusion_reason is null
        and answers.customer_key is not null
        and answers.submitted_on > {{ add_to_date('as_of.as_of_on', -days['answers'], 'day') }}

),

respondents as (

    select
        customer_key, score, category, answered_at, answered_on,
        {{ add_seconds('answered_at', -days['before'] * 86400) }} as since_at,
        {{ add_to_date('answered_on', -days['before'], 'day') }} as since_on
    from answers
    where newest_rank = 1

),

{{ key_driver_behaviours('respondents') }}

measured as (

    {{ key_driver_values('respondents') }}

),

ranked as (

    select
        measured.driver,
        measured.touchpoint,
        measured.value,
        respondents.category,
        {{ centred_rank('measured.value', 'measured.driver, measured.touchpoint') }} as value_rank,
        {{ centred_rank('respondents.score', 'measured.driver, measured.touchpoint') }} as score_rank
    from measured
    inner join respondents on measured.customer_key = respondents.customer_key

),

summed as (

    {{ key_driver_sums('ranked', groups) }}

),

compared as (

    {{ key_driver_comparisons('summed', groups) }}

),

tested as (

    {{ key_driver_tests('compared') }}

),

stepped as (

    select tested.*, as_of.as_of_at, {{ benjamini_hochberg_step('tested.p_value', 'as_of.as_of_at') }} as p_step
    from tested
    cross join {{ as_of_relation() }}

),

judged as (

    select stepped.*, {{ benjamini_hochberg('p_step', 'p_value', 'as_of_at') }} as q_value
    from stepped

)

{{ key_driver_rows('judged', '(select count(*) from respondents)') }}
