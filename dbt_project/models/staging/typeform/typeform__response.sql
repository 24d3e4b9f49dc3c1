{{ config(enabled=is_enabled('typeform'), materialized='view') }}

{{ contract_response('typeform', ref('stg_typeform__responses'), {
    'response_id': 'record_id',
    'survey_id': 'form_id',
    'invitation_id': 'invitation_id',
    'ref_id': 'case when coalesce(user_id, customer_id, email, ticket_id, invoice_id) is not null then record_id end',
    'touchpoint': 'touchpoint',
    'segment': 'segment',
    'country': 'country',
    'language': 'language',
    'is_test': 'is_test',
    'started_at': 'landed_at',
    'submitted_at': 'submitted_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
