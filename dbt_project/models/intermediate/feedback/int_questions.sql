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
        row_number() over (partition by source, survey_id, question_ref order by version desc) as version_rank
    from {{ ref('question_versions') }}

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
        surveys.survey_kind,
        surveys.default_touchpoint,
        registered.version,
        coalesce(registered.metric, 'undeclared') as metric,
        registered.direction,
        registered.scale_min,
        registered.scale_max,
        registered.positive_from,
        registered.neutral_from,
        coalesce(registered.is_headline, false) as is_headline,
        -- A tool that shows another scale than the registry's asks another question: it is set aside, not reinterpreted.
        registered.metric is not null
        and coalesce(questions.scale_min, registered.scale_min) = registered.scale_min
        and coalesce(questions.scale_max, registered.scale_max) = registered.scale_max as is_declared
    from {{ ref('int_question_versions') }} as questions
    left join registered
        on questions.source = registered.source
        and questions.survey_id = registered.survey_id
        and questions.question_ref = registered.question_ref
        and registered.version_rank = 1
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
    coalesce(survey_kind, 'transactional') as survey_kind,
    default_touchpoint,
    metric,
    direction,
    scale_min,
    scale_max,
    positive_from,
    neutral_from,
    is_headline,
    is_declared,
    {{ surrogate_key(['version', 'metric', 'direction', 'scale_min', 'scale_max', 'positive_from', 'neutral_from', 'is_headline', 'is_declared', 'survey_kind', 'default_touchpoint']) }} as definition_version
from described
