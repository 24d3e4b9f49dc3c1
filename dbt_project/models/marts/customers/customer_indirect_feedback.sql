select
    customer_key,
    count(*) as reviews_count,
    {{ as_type('coalesce(sum(rating), 0)', 'integer') }} as reviews_stars_sum,
    {{ as_type(count_if('normalised_rating >= 75'), 'integer') }} as reviews_positive_count,
    {{ as_type(count_if('normalised_rating <= 25'), 'integer') }} as reviews_negative_count,
    {{ as_type(count_if('is_replied'), 'integer') }} as reviews_replied_count,
    max(mentioned_at) as last_review_at
from {{ ref('fct_mentions') }}
where customer_key is not null
group by customer_key
