{% set first_day = as_type("'1900-01-01'", 'date') %}
{% set last_day = as_type("'2999-12-31'", 'date') %}

with registered as (

    select
        source,
        survey_id,
        question_ref,
        version,
        metric,
        scale_min,
        scale_max,
        direction,
        positive_from,
        neutral_from,
        is_headline,
        coalesce(valid_from, {{ first_day }}) as valid_from,
        coalesce(valid_to, {{ last_day }}) as valid_to,
        row_number() over (partition by source, survey_id, question_ref order by version desc) as version_rank,
        lag(valid_to) over (partition by source, survey_id, question_ref order by version) as previous_valid_to
    from {{ ref('question_versions') }}

),

-- Every day of a question has one row: days that no version covers have one without a metric, so that their answers are
-- counted as undeclared instead of vanishing.
dated as (

    select
        source, survey_id, question_ref, version, metric, scale_min, scale_max, direction, positive_from, neutral_from, is_headline,
        valid_from, valid_to,
        version_rank = 1 as is_latest
    from registered

    union all

    select
        source, survey_id, question_ref, null, null, null, null, null, null, null, null,
        coalesce({{ add_to_date('previous_valid_to', 1, 'day') }}, {{ first_day }}),
        {{ add_to_date('valid_from', -1, 'day') }},
        false
    from registered
    where valid_from > coalesce({{ add_to_date('previous_valid_to', 1, 'day') }}, {{ first_day }})

    union all

    select
        source, survey_id, question_ref, null, null, null, null, null, null, null, null,
        {{ add_to_date('valid_to', 1, 'day') }},
        {{ last_day }},
        false
    from registered
    where version_rank = 1 and valid_to < {{ last_day }}

),

described as (

    select
        questions.question_key,
        questions.survey_key,
        questions.source,
        questions.survey_id,
        questions.question_ref,
        questions.question_type,
        questions.label,
        questions.sort_order,
        surveys.survey_kind,
        surveys.default_touchpoint,
        coalesce(surveys.partial_answers, 'exclude') as partial_answers,
        dated.version,
        coalesce(dated.metric, 'undeclared') as metric,
        dated.direction,
        dated.scale_min,
        dated.scale_max,
        dated.positive_from,
        dated.neutral_from,
        coalesce(dated.is_headline, false) as is_headline,
        coalesce(dated.valid_from, {{ first_day }}) as valid_from,
        coalesce(dated.valid_to, {{ last_day }}) as valid_to,
        -- A tool that shows another scale than the registry's newest asks another question: it is set aside, not
        -- reinterpreted. What the tool showed in the days of earlier versions is no longer there to compare.
        dated.metric is not null
        and (
            not dated.is_latest
            or (
                coalesce(questions.scale_min, dated.scale_min) = dated.scale_min
                and coalesce(questions.scale_max, dated.scale_max) = dated.scale_max
            )
        ) as is_declared
    from {{ ref('int_question_versions') }} as questions
    left join dated
        on questions.source = dated.source
        and questions.survey_id = dated.survey_id
        and questions.question_ref = dated.question_ref
    left join {{ ref('surveys') }} as surveys
        on questions.source = surveys.source and questions.survey_id = surveys.survey_id
    where not questions.is_deleted

)

select
    question_key,
    survey_key,
    source,
    survey_id,
    question_ref,
    question_type,
    label,
    sort_order,
    coalesce(survey_kind, 'transactional') as survey_kind,
    default_touchpoint,
    partial_answers,
    metric,
    direction,
    scale_min,
    scale_max,
    positive_from,
    neutral_from,
    is_headline,
    valid_from,
    valid_to,
    is_declared,
    {{ surrogate_key(['version', 'metric', 'direction', 'scale_min', 'scale_max', 'positive_from', 'neutral_from', 'is_headline', 'is_declared', 'survey_kind', 'default_touchpoint', 'partial_answers']) }} as definition_version
from described
