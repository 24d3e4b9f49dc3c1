select
    metric,
    title,
    observations,
    formula,
    unit,
    {{ as_type('scale_min', 'double') }} as scale_min,
    {{ as_type('scale_max', 'double') }} as scale_max,
    is_high_good,
    {{ as_type('decimals', 'integer') }} as decimals,
    feedback_class,
    {{ as_type('settle_days', 'integer') }} as settle_days,
    definition_version
from {{ ref('metrics') }}
