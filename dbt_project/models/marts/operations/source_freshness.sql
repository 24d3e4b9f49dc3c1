-- One ledger row tells what one load read of one resource; rejected casts are counted where the records were typed.
with ledger as (

    {% for tool in vendors_sources() %}
    select '{{ tool }}' as source, resource, window_to, fetched, quarantined, _dlt_load_id as load_id
    from {{ source('raw_' ~ tool, 'row_ledger') }}
    where _dlt_load_id in ({{ completed_loads(tool) }})
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

rejections as (

    {% set typed = namespace(any=false) %}
    {% for tool in vendors_sources() %}
    {% for table in staged_resources(tool) %}
    {% if typed.any %}union all{% endif %}
    select '{{ tool }}' as source, '{{ table }}' as resource, sum(rejected_casts_count) as rejected_casts_count
    from {{ ref('stg_' ~ tool ~ '__' ~ table) }}
    {% set typed.any = true %}
    {% endfor %}
    {% endfor %}
    {% if not typed.any %}select null as source, null as resource, 0 as rejected_casts_count{% endif %}

),

resources as (

    select
        source,
        resource,
        max({{ instant('window_to') }}) as data_through_at,
        count(distinct load_id) as loads_count,
        sum(fetched) as fetched_rows,
        sum(quarantined) as quarantined_rows
    from ledger
    group by source, resource

)

select
    resources.source,
    resources.resource,
    resources.data_through_at,
    resources.loads_count,
    {{ as_type('resources.fetched_rows', 'integer') }} as fetched_rows,
    {{ as_type('resources.quarantined_rows', 'integer') }} as quarantined_rows,
    {{ as_type('coalesce(rejections.rejected_casts_count, 0)', 'integer') }} as rejected_casts_count
from resources
left join rejections on resources.source = rejections.source and resources.resource = rejections.resource
