{{ config(materialized='table') }}
select observations, period_type, period_start, dimension, dimension_value, 'small' as reason, 'all' as shown_dimension, 'all' as shown_dimension_value
from {{ ref('int_metric_counts') }}
where n > 0 and n < {{ var('suppress_below') }}
