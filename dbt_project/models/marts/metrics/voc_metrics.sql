{% set reasons = exclusion_reasons() %}
{% set sums = ['n', 'positive_count', 'neutral_count', 'negative_count', 'score_sum', 'score_sum_of_squares'] %}
{% set measures = sums + reasons %}

with answers as (

    select
        metric,
        survey_kind,
        submitted_on,
        submitted_at,
        touchpoint,
        segment,
        score,
        category,
        exclusion_reason,
        answer_key,
        coalesce(customer_key, response_key) as respondent
    from {{ ref('fct_answers') }}
    where is_headline and metric in ('nps', 'csat', 'ces')

),

periods as (

    select 'month' as period_type union all select 'week' as period_type

),

dimensions as (

    select 'all' as dimension union all select 'touchpoint' as dimension union all select 'segment' as dimension

),

-- Transactional answers all count, and so does every exclusion: summed by day first, since days add up to periods.
days as (

    select
        metric,
        submitted_on,
        touchpoint,
        segment,
        {{ count_if('exclusion_reason is null') }} as n,
        {{ count_if("category = 'positive'") }} as positive_count,
        {{ count_if("category = 'neutral'") }} as neutral_count,
        {{ count_if("category = 'negative'") }} as negative_count,
        sum(case when exclusion_reason is null then score else 0 end) as score_sum,
        sum(case when exclusion_reason is null then score * score else 0 end) as score_sum_of_squares,
        {% for reason in reasons %}
        {{ count_if("exclusion_reason = '" ~ reason ~ "'") }} as {{ reason }}{{ ',' if not loop.last }}
        {% endfor %}
    from answers
    where survey_kind = 'transactional' or exclusion_reason is not null
    group by metric, submitted_on, touchpoint, segment

),

-- Of a relational survey a customer's newest valid answer of the period counts; who is anonymous is a respondent each time.
relational as (

    select
        answers.metric,
        answers.submitted_on,
        answers.touchpoint,
        answers.segment,
        answers.category,
        answers.score,
        periods.period_type,
        dimensions.dimension,
        row_number() over (
            partition by
                answers.metric,
                answers.respondent,
                periods.period_type,
                case periods.period_type when 'month' then {{ period_start('answers.submitted_on', 'month') }} else {{ period_start('answers.submitted_on', 'week') }} end,
                dimensions.dimension,
                case dimensions.dimension when 'all' then 'all' when 'touchpoint' then answers.touchpoint else answers.segment end
            order by answers.submitted_at desc, answers.answer_key desc
        ) as newest_rank
    from answers
    cross join periods
    cross join dimensions
    where answers.survey_kind = 'relational' and answers.exclusion_reason is null

),

counted as (

    select
        days.metric,
        days.submitted_on,
        days.touchpoint,
        days.segment,
        periods.period_type,
        dimensions.dimension,
        {% for measure in measures %}days.{{ measure }}{{ ', ' if not loop.last }}{% endfor %}
    from days
    cross join periods
    cross join dimensions

    union all

    select
        metric,
        submitted_on,
        touchpoint,
        segment,
        period_type,
        dimension,
        1 as n,
        case when category = 'positive' then 1 else 0 end as positive_count,
        case when category = 'neutral' then 1 else 0 end as neutral_count,
        case when category = 'negative' then 1 else 0 end as negative_count,
        score as score_sum,
        score * score as score_sum_of_squares,
        {% for reason in reasons %}0 as {{ reason }}{{ ', ' if not loop.last }}{% endfor %}
    from relational
    where newest_rank = 1

),

placed as (

    select
        metric,
        period_type,
        case period_type when 'month' then {{ period_start('submitted_on', 'month') }} else {{ period_start('submitted_on', 'week') }} end as period_start,
        dimension,
        case dimension when 'all' then 'all' when 'touchpoint' then touchpoint else segment end as dimension_value,
        {% for measure in measures %}{{ measure }}{{ ', ' if not loop.last }}{% endfor %}
    from counted

),

summed as (

    select
        metric,
        period_type,
        period_start,
        dimension,
        dimension_value,
        {% for measure in measures %}
        {{ as_type('sum(' ~ measure ~ ')', 'number' if 'score' in measure else 'integer') }} as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from placed
    where dimension_value is not null
    group by metric, period_type, period_start, dimension, dimension_value

),

freshness as (

    select max(data_through_at) as as_of_at from {{ ref('source_freshness') }}

)

select
    {{ surrogate_key(['summed.metric', 'summed.period_type', 'summed.period_start', 'summed.dimension', 'summed.dimension_value']) }} as voc_metric_key,
    summed.metric,
    summed.period_type,
    summed.period_start,
    case summed.period_type
        when 'month' then {{ add_to_date(add_to_date('summed.period_start', 1, 'month'), -1, 'day') }}
        else {{ add_to_date('summed.period_start', 6, 'day') }}
    end as period_end,
    summed.dimension,
    summed.dimension_value,
    summed.n,
    case summed.metric
        when 'nps' then {{ nps('summed.positive_count', 'summed.negative_count', 'summed.n') }}
        when 'csat' then {{ csat('summed.positive_count', 'summed.n') }}
        when 'ces' then {{ ces('summed.score_sum', 'summed.n') }}
    end as value,
    case summed.metric
        when 'nps' then {{ nps_bound('summed.positive_count', 'summed.negative_count', 'summed.n', 'low') }}
        when 'csat' then {{ wilson_bound('summed.positive_count', 'summed.n', 'low') }}
        when 'ces' then {{ mean_bound('summed.n', 'summed.score_sum', 'summed.score_sum_of_squares', 1, 7, 'low') }}
    end as interval_low,
    case summed.metric
        when 'nps' then {{ nps_bound('summed.positive_count', 'summed.negative_count', 'summed.n', 'high') }}
        when 'csat' then {{ wilson_bound('summed.positive_count', 'summed.n', 'high') }}
        when 'ces' then {{ mean_bound('summed.n', 'summed.score_sum', 'summed.score_sum_of_squares', 1, 7, 'high') }}
    end as interval_high,
    summed.positive_count,
    summed.neutral_count,
    summed.negative_count,
    summed.score_sum,
    summed.score_sum_of_squares,
    {% for reason in reasons %}
    summed.{{ reason }} as excluded_{{ reason }},
    {% endfor %}
    summed.n < {{ var('suppress_below') }} as is_suppressed,
    '{{ metric_definition_version() }}' as definition_version,
    freshness.as_of_at
from summed
cross join freshness
