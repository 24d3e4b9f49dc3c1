{{ config(enabled=is_enabled('zendesk'), materialized='view') }}

-- A rating's record is made when the customer is asked, or, unasked, when they rate; `unoffered` says that nobody asked.
with offers as (

    select
        record_id,
        requester_id,
        case when score = 'unoffered' then 'not_sampled' else 'sent' end as status,
        created_at,
        load_id,
        is_deleted
    from {{ ref('stg_zendesk__satisfaction_ratings') }}

)

{{ contract_invitation('zendesk', 'offers', {
    'survey_id': "'satisfaction'",
    'invitation_id': 'record_id',
    'ref_id': 'requester_id',
    'status': 'status',
    'sent_at': 'created_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
