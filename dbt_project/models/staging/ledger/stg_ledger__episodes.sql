{{ config(**staging_config('ledger')) }}

with latest as (

    {{ latest_versions('ledger', 'episodes') }}

),

typed as (

    {{ typed_fields('latest', {
        'rule': ['$.rule', 'text'],
        'family': ['$.family', 'text'],
        'metric': ['$.metric', 'text'],
        'period_type': ['$.period_type', 'text'],
        'dimension': ['$.dimension', 'text'],
        'dimension_value': ['$.dimension_value', 'text'],
        'status': ['$.status', 'text'],
        'tier': ['$.tier', 'text'],
        'severity': ['$.severity', 'text'],
        'owner': ['$.owner', 'text'],
        'inhibited_by': ['$.inhibited_by', 'text'],
        'limit_value': ['$.limit_value', 'number'],
        'opened_value': ['$.opened_value', 'number'],
        'last_value': ['$.last_value', 'number'],
        'worst_value': ['$.worst_value', 'number'],
        'last_n': ['$.last_n', 'integer'],
        'level': ['$.level', 'integer'],
        'is_backfilled': ['$.is_backfilled', 'boolean'],
        'opened_on': ['$.opened_on', 'date'],
        'confirmed_on': ['$.confirmed_on', 'date'],
        'resolved_on': ['$.resolved_on', 'date'],
        'acknowledged_at': ['$.acknowledged_at', 'timestamp'],
        'snoozed_until': ['$.snoozed_until', 'timestamp'],
        'notified_at': ['$.notified_at', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    -- strings
    rule,
    family,
    metric,
    period_type,
    dimension,
    dimension_value,
    status,
    tier,
    severity,
    owner,
    inhibited_by,
    -- numerics
    limit_value,
    opened_value,
    last_value,
    worst_value,
    last_n,
    level,
    rejected_casts_count,
    -- booleans
    is_backfilled,
    is_deleted,
    -- timestamps
    opened_on,
    confirmed_on,
    resolved_on,
    acknowledged_at,
    snoozed_until,
    notified_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
