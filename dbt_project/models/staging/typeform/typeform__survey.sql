{{ config(enabled=is_enabled('typeform'), materialized='view') }}

{{ contract_survey('typeform', ref('stg_typeform__forms'), {
    'survey_id': 'record_id',
    'title': 'title',
    'created_at': 'created_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
