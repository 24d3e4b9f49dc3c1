{{ config(enabled=is_enabled('typeform'), materialized='view') }}

-- Of a response that was never submitted Typeform gives the year 1 as its time; its landing is the last that is known of it.
{{ contract_response('typeform', ref('stg_typeform__responses'), {
    'response_id': 'record_id',
    'survey_id': 'form_id',
    'invitation_id': 'invitation_id',
    'ref_id': 'case when coalesce(user_id, customer_id, email, ticket_id, invoice_id) is not null then record_id end',
    'touchpoint': 'touchpoint',
    'segment': 'segment',
    'country': 'country',
    'language': 'language',
    'plan': 'plan',
    'product': 'product',
    'status': "case when response_type in ('started', 'partial') then 'partial' else 'completed' end",
    'is_test': 'is_test',
    'started_at': 'landed_at',
    'submitted_at': 'case when submitted_at < ' ~ as_type("'1970-01-01'", 'timestamp') ~ ' then landed_at else submitted_at end',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
