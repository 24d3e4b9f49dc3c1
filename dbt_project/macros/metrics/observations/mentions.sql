{# What is said elsewhere. #}

{#
    Net sentiment: reviews on a scale count by their rating, a quarter from either end of it; mentions without a rating are not scored,
    never taken for neutral.
#}
{% macro observe_sentiment() %}
    {{ observation_select("'sentiment'", _branded_mentions(), dict({
        'where': 'coalesce(brands.is_own, mentions.brand is null)',
        'respondent': 'coalesce(mentions.customer_key, mentions.mention_key)',
        'observed_at': 'mentions.mentioned_at',
        'observed_on': 'mentions.mentioned_on',
        'positive': 'mentions.normalised_rating >= 75',
        'neutral': 'mentions.normalised_rating > 25 and mentions.normalised_rating < 75',
        'negative': 'mentions.normalised_rating <= 25',
        'amount': 'mentions.rating',
        'exclusion_reason': "case when mentions.normalised_rating is null then 'not_scored' end",
        'record_key': 'mentions.mention_key',
    }, **dict(customer_breakdowns('mentions'), language='mentions.language'))) }}
{% endmacro %}

{# Share of voice: mentions of us / of us and the competitors in the registry brands; nobody listed, nothing to share. #}
{% macro observe_share_of_voice() %}
    {{ observation_select("'share_of_voice'", _branded_mentions(), {
        'where': '(brands.brand is not null or mentions.brand is null) and exists (select 1 from ' ~ ref('brands') ~ ' as listed where not listed.is_own)',
        'respondent': 'mentions.mention_key',
        'observed_at': 'mentions.mentioned_at',
        'observed_on': 'mentions.mentioned_on',
        'positive': 'coalesce(brands.is_own, mentions.brand is null)',
        'record_key': 'mentions.mention_key',
        'language': 'mentions.language',
    }) }}
{% endmacro %}

{% macro _branded_mentions() %}
    {{ return(ref('fct_mentions') ~ ' as mentions left join ' ~ ref('brands') ~ ' as brands on mentions.brand = brands.brand') }}
{% endmacro %}
