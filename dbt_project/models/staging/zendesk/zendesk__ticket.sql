{{ config(enabled=is_enabled('zendesk'), materialized='view') }}

{{ contract_ticket('zendesk', ref('stg_zendesk__tickets'), {
    'ticket_id': 'record_id',
    'ref_id': 'requester_id',
    'status': 'status',
    'priority': 'priority',
    'channel': 'channel',
    'subject': 'subject',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
    'load_id': 'load_id',
    'is_deleted': "(is_deleted or coalesce(status, '') = 'deleted')",
}) }}
