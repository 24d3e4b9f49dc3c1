{{ config(enabled=is_enabled('ledger'), materialized='view') }}

-- What people did and what rules did come apart, since only the first is news (SourceSpec.echoes).
{% for table in ['case_events', 'escalations'] %}
{{ contract_case_event('ledger', ref('stg_ledger__' ~ table), {
    'event_id': 'record_id',
    'case_key': 'case_key',
    'kind': 'kind',
    'assignee': 'assignee',
    'level': 'level',
    'came_by': 'came_by',
    'happened_at': 'happened_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
{{ 'union all' if not loop.last }}
{% endfor %}
