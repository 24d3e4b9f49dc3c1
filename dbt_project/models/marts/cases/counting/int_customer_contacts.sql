{{ config(materialized='view') }}

-- When somebody of ours got in touch with a customer: a public message of an agent in any of the customer's tickets, or a contact that
-- was recorded for a case (`voc case`, a link, a file).
select
    tickets.customer_key,
    messages.sent_at as contacted_at,
    'help_desk' as contacted_by_kind
from {{ ref('int_messages') }} as messages
inner join {{ ref('fct_tickets') }} as tickets on messages.ticket_key = tickets.ticket_key
where messages.author_role = 'agent' and messages.is_public and not messages.is_deleted and tickets.customer_key is not null
union all
select
    signals.customer_key,
    events.happened_at as contacted_at,
    'recorded' as contacted_by_kind
from {{ ref('int_case_events') }} as events
inner join {{ ref('int_case_signals') }} as signals on events.case_key = signals.signal_key
where events.kind = 'contacted' and not events.is_deleted
