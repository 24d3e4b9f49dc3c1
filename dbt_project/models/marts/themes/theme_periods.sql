{% set group = ['period_type', 'period_start', 'dimension', 'dimension_value'] %}
{% set group_key = group | join(', ') %}

with said as (

    select
        comments.comment_key,
        comments.said_on,
        comments.touchpoint,
        comments.segment,
        coalesce(comments.customer_key, comments.record_key) as respondent,
        case when languages.language is null then 0 else 1 end as is_scored
    from {{ ref('comments') }} as comments
    left join (
        select distinct {{ spoken_language('language') }} as language from {{ ref('theme_words') }}
    ) as languages on comments.language = languages.language
    where comments.is_shareable

),

placed as (

    {{ comments_by_group('said', ['comment_key', 'respondent', 'is_scored']) }}

),

respondents as (

    select {{ group_key }}, respondent, sum(is_scored) as n, sum(1 - is_scored) as not_scored_count
    from placed
    group by {{ group_key }}, respondent

),

counted as (

    select
        {{ group_key }},
        sum(n) as n,
        sum(not_scored_count) as not_scored_count,
        {{ count_if('n > 0') }} as respondents_count,
        sum(n * n) as clustered_n
    from respondents
    group by {{ group_key }}
    having sum(n) > 0

),

dated as (

    select counted.*, windows.period_end, windows.is_complete
    from counted
    inner join {{ ref('int_metric_windows') }} as windows
        on counted.period_type = windows.period_type and counted.period_start = windows.period_start

),

groups as (

    {{ hidden_comment_groups('dated', ['n', 'respondents_count', 'not_scored_count', 'clustered_n']) }}

),

mentioned as (

    select
        {% for column in group %}
        placed.{{ column }},
        {% endfor %}
        placed.respondent,
        found.theme,
        count(*) as mentions_count,
        {{ count_if("found.category = 'negative'") }} as negative_count
    from placed
    inner join {{ ref('comment_themes') }} as found on placed.comment_key = found.comment_key
    group by
        {% for column in group %}
        placed.{{ column }},
        {% endfor %}
        placed.respondent, found.theme

),

mentions as (

    select
        {% for column in group %}
        mentioned.{{ column }},
        {% endfor %}
        mentioned.theme,
        sum(mentioned.mentions_count) as mentions_count,
        sum(mentioned.negative_count) as negative_count,
        sum(mentioned.mentions_count * mentioned.mentions_count) as clustered_positive,
        sum(mentioned.mentions_count * respondents.n) as clustered_positive_n
    from mentioned
    inner join respondents
        on
            {% for column in group %}
            mentioned.{{ column }} = respondents.{{ column }} and
            {% endfor %}
            mentioned.respondent = respondents.respondent
    group by
        {% for column in group %}
        mentioned.{{ column }},
        {% endfor %}
        mentioned.theme

),

-- A theme that nobody mentioned is a share of 0, and as such comparable.
cells as (

    select
        groups.*,
        themes.theme,
        coalesce(mentions.mentions_count, 0) as positive_count,
        coalesce(mentions.negative_count, 0) as negative_count,
        coalesce(mentions.clustered_positive, 0) as clustered_positive,
        coalesce(mentions.clustered_positive_n, 0) as clustered_positive_n,
        {{ earlier_start('groups.period_type', 'groups.period_start', 'previous') }} as previous_start
    from groups
    cross join {{ ref('themes') }} as themes
    left join mentions
        on
            {% for column in group %}
            groups.{{ column }} = mentions.{{ column }} and
            {% endfor %}
            themes.theme = mentions.theme

),

weighed as (

    select
        cells.*,
        {{ design_effect_share('positive_count', 'n', 'respondents_count', 'clustered_n', 'clustered_positive', 'clustered_positive_n') }} as design_effect
    from cells

),

measured as (

    select
        weighed.*,
        'share' as formula,
        {{ share('positive_count', 'n') }} as value,
        {% for side in ['low', 'high'] %}
        {{ wilson_bound('positive_count', 'n', side, 'design_effect') }} as interval_{{ side }},
        {% endfor %}
        {{ share_standard_error('positive_count', 'n', 'design_effect') }} as standard_error
    from weighed

),

compared as (

    select
        measured.*,
        previous.value as previous_value,
        {{ comparison('measured', 'previous', 'measured') }}
    from measured
    left join measured as previous
        on
            measured.period_type = previous.period_type
            and measured.previous_start = previous.period_start
            and measured.dimension = previous.dimension
            and measured.dimension_value = previous.dimension_value
            and measured.theme = previous.theme
            and not previous.is_suppressed

),

tested as (

    select compared.*, {{ two_sided_p('compared.previous_change / nullif(compared.previous_change_error, 0)') }} as p_value
    from compared

),

stepped as (

    select tested.*, {{ benjamini_hochberg_step('p_value', 'period_type, period_start, dimension') }} as step
    from tested

),

judged as (

    select stepped.*, {{ benjamini_hochberg('step', 'p_value', 'period_type, period_start, dimension') }} as q_value
    from stepped

)

select
    {{ group_key }},
    period_end,
    theme,
    {% for column, expression in {
        'comments_count': 'n', 'respondents_count': 'respondents_count', 'not_scored_count': 'not_scored_count',
        'mentions_count': 'positive_count', 'negative_count': 'negative_count',
    }.items() %}
    {{ unless_hidden(as_type(expression, 'integer'), column) }},
    {% endfor %}
    {{ unless_hidden('value') }},
    {{ unless_hidden('interval_low') }},
    {{ unless_hidden('interval_high') }},
    {{ unless_hidden(share('negative_count', 'positive_count'), 'negative_share') }},
    {{ unless_hidden('previous_value') }},
    previous_change as change,
    {{ difference_bound('previous_change', 'previous_change_error', 'low') }} as change_low,
    {{ difference_bound('previous_change', 'previous_change_error', 'high') }} as change_high,
    q_value <= 0.05 as is_change_significant,
    is_complete,
    is_suppressed,
    as_of.as_of_at
from judged
cross join {{ as_of_relation() }}
