{{ config(materialized='table') }}

-- A day's checksum stands for all its observations: a period whose days have the checksums they had is not counted again. It sees
-- edits, deletions, joined customers and redefined questions alike, whatever caused them.
select
    observations,
    observed_on,
    count(*) as rows_count,
    {{ as_type('sum(' ~ row_checksum(observation_columns()) ~ ')', 'integer') }} as checksum
from {{ ref('int_event_observations') }}
group by observations, observed_on
