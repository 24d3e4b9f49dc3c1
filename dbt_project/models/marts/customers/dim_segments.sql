select
    segment,
    title,
    {{ as_type('sort_order', 'integer') }} as sort_order
from {{ ref('segments') }}
