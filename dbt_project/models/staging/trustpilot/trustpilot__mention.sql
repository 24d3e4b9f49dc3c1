{{ config(enabled=is_enabled('trustpilot'), materialized='view') }}

{{ contract_mention('trustpilot', ref('stg_trustpilot__reviews'), {
    'mention_id': 'record_id',
    'ref_id': 'record_id',
    'channel': "'trustpilot'",
    'rating': 'stars',
    'rating_min': '1',
    'rating_max': '5',
    'title': 'title',
    'body': 'body',
    'language': 'language',
    'is_verified': 'is_verified',
    'replied_at': 'replied_at',
    'mentioned_at': 'created_at',
    'updated_at': 'updated_at',
    'load_id': 'load_id',
    'is_deleted': "(is_deleted or coalesce(status, 'active') <> 'active')",
}) }}
