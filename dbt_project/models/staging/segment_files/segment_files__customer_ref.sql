{{ config(enabled=is_enabled('segment_files'), materialized='view') }}

-- Every signed-in user, with each e-mail that an identify call gave.
with sightings as (

    select user_id, null as email, first_event_at as seen_at, load_id
    from {{ ref('segment_files__session_part') }}

    union all

    select user_id, email, occurred_at as seen_at, load_id
    from {{ ref('stg_segment_files__identifies') }}
    where user_id is not null

),

users as (

    select user_id, email, min(seen_at) as seen_at, max(load_id) as load_id
    from sightings
    group by user_id, email

)

{{ contract_customer_ref('segment_files', 'users', {
    'ref_id': 'user_id',
    'ref_kind': "'account'",
    'user_id': 'user_id',
    'email': 'email',
    'observed_at': 'seen_at',
    'load_id': 'load_id',
    'is_deleted': 'false',
}) }}
