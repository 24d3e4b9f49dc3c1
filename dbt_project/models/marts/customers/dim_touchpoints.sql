select
    touchpoint,
    title,
    journey_stage,
    {{ as_type('sort_order', 'integer') }} as sort_order
from {{ ref('touchpoints') }}
