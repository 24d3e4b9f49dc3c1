{{ config(materialized='view') }}

-- What people wrote, answers and reviews alike, beside the score they gave with it: of a response that of its first question which counts.
with responses as (

    select
        responses.*,
        {{ newest_response_rank('responses') }} as newest_rank
    from {{ ref('int_responses') }} as responses
    where not responses.is_deleted

),

scored as (

    select
        answers.response_key,
        answers.metric,
        answers.score,
        answers.normalised_score,
        answers.category,
        questions.scale_max,
        row_number() over (
            partition by answers.response_key
            order by
                case when answers.is_headline then 0 else 1 end, coalesce(questions.sort_order, 1000000), answers.question_ref
        ) as score_rank
    from {{ ref('fct_answers') }} as answers
    inner join {{ ref('int_questions') }} as questions
        on
            answers.question_key = questions.question_key
            and answers.submitted_on between questions.valid_from and questions.valid_to
    where answers.exclusion_reason is null

),

written as (

    select
        answers.answer_key as comment_key,
        'survey' as channel,
        responses.response_key as record_key,
        'answer' as record_type,
        identities.customer_key,
        responses.submitted_at as said_at,
        coalesce(responses.language, described.language) as spoken_language,
        responses.country,
        responses.segment,
        coalesce(responses.touchpoint, surveys.default_touchpoint) as touchpoint,
        responses.product,
        responses.plan,
        responses.survey_id as survey,
        scored.metric,
        {{ as_type('scored.score', 'double') }} as score,
        {{ as_type('scored.scale_max', 'double') }} as scale_max,
        scored.normalised_score,
        scored.category,
        answers.value_text as comment_text,
        not responses.is_test
        and responses.newest_rank = 1
        and (coalesce(responses.status, 'completed') <> 'partial' or coalesce(surveys.partial_answers, 'exclude') = 'count') as is_shareable
    from {{ ref('int_answers') }} as answers
    inner join responses on answers.response_key = responses.response_key
    left join {{ ref('int_question_versions') }} as questions on answers.question_key = questions.question_key
    left join {{ ref('surveys') }} as surveys on responses.source = surveys.source and responses.survey_id = surveys.survey_id
    left join scored on responses.response_key = scored.response_key and scored.score_rank = 1
    left join {{ ref('customer_identities') }} as identities on responses.ref_key = identities.ref_key
    {{ customer_as_at('identities.customer_key', 'responses.submitted_at') }}
    where coalesce(questions.question_type, 'text') = 'text'

    union all

    -- Review sites make a title of the first words where the writer gives none.
    select
        mentions.mention_key as comment_key,
        'review' as channel,
        mentions.mention_key as record_key,
        'mention' as record_type,
        mentions.customer_key,
        mentions.mentioned_at as said_at,
        mentions.language as spoken_language,
        mentions.country,
        mentions.segment,
        {{ as_type('null', 'text') }} as touchpoint,
        {{ as_type('null', 'text') }} as product,
        mentions.plan,
        {{ as_type('null', 'text') }} as survey,
        case when mentions.rating is not null then 'net_sentiment' end as metric,
        {{ as_type('mentions.rating', 'double') }} as score,
        {{ as_type('texts.rating_max', 'double') }} as scale_max,
        mentions.normalised_rating as normalised_score,
        {{ sentiment_category('mentions.normalised_rating') }} as category,
        case
            when texts.title is null or substr(texts.body, 1, length(texts.title)) = texts.title then texts.body
            when texts.body is null then texts.title
            else texts.title || ': ' || texts.body
        end as comment_text,
        true as is_shareable
    from {{ ref('fct_mentions') }} as mentions
    inner join {{ ref('int_mentions') }} as texts on mentions.mention_key = texts.mention_key
    left join {{ ref('brands') }} as brands on mentions.brand = brands.brand
    where coalesce(brands.is_own, mentions.brand is null)

)

select
    written.comment_key,
    classes.feedback_class,
    written.channel,
    written.record_key,
    written.customer_key,
    {{ reporting_date('written.said_at') }} as said_on,
    written.said_at,
    {{ spoken_language('written.spoken_language') }} as language,
    written.country,
    written.segment,
    written.touchpoint,
    written.product,
    written.plan,
    written.survey,
    written.metric,
    written.score,
    written.scale_max,
    written.normalised_score,
    written.category,
    written.comment_text,
    written.is_shareable
from written
left join {{ ref('feedback_classes') }} as classes on written.record_type = classes.record_type
where trim(written.comment_text) <> ''
