{{ config(**fact_config('mention_key', parents='int_mentions')) }}

with mentions as (

    select * from {{ ref('int_mentions') }}

),

{% if is_incremental() %}
changed as (

    {{ newly_loaded('mentions', 'mention_key') }}

    union all

    {{ rekeyed('mentions', 'mention_key', 'mentioned_at', ['segment', 'country', 'plan']) }}

),
{% endif %}

current_mentions as (

    select * from mentions
    where
        not is_deleted
        {% if is_incremental() %}
        and mention_key in (select mention_key from changed)
        {% endif %}

)

select
    mentions.mention_key,
    identities.customer_key,
    mentions.source,
    classes.feedback_class,
    mentions.channel,
    mentions.brand,
    described.segment,
    described.country,
    mentions.language,
    described.plan,
    mentions.rating,
    {{ normalised_score('mentions.rating', 'mentions.rating_min', 'mentions.rating_max', "'high'") }} as normalised_rating,
    coalesce(mentions.is_verified, false) as is_verified,
    mentions.replied_at is not null as is_replied,
    mentions.mentioned_at,
    {{ reporting_date('mentions.mentioned_at') }} as mentioned_on,
    mentions.updated_at,
    mentions.load_id
from current_mentions as mentions
left join {{ ref('customer_identities') }} as identities on mentions.ref_key = identities.ref_key
{{ customer_as_at('identities.customer_key', 'mentions.mentioned_at') }}
left join {{ ref('feedback_classes') }} as classes on classes.record_type = 'mention'
