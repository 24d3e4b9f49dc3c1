-- The yardstick's SQL: typed JSON straight from the page files to the numbers of the marts. Variables: pages, files.

create table responses as
select i.response_id, form_id, i.submitted_at, i.hidden, i.answers
from read_json(getvariable('pages') || '/responses_*/*.json', maximum_object_size = 100000000, columns = {
    form_id: 'varchar',
    items: 'struct(response_id varchar, submitted_at timestamptz, hidden map(varchar, varchar),
            answers struct(field struct(ref varchar), type varchar, number bigint, "text" varchar)[])[]'
}), unnest(items) as u(i);

create table customers as
select c.id, c.created, lower(trim(c.email)) as email, regexp_replace(c.phone, '[^0-9]', '', 'g') as phone,
    c.metadata['user_id'] as user_id, c.metadata['segment'] as segment, c.metadata['plan'] as plan, c.address.country as country
from read_json(getvariable('pages') || '/customers/*.json', columns = {
    data: 'struct(id varchar, created bigint, email varchar, phone varchar, metadata map(varchar, varchar), address struct(country varchar))[]'
}), unnest(data) as u(c);

create table subscriptions as
select s.id, s.customer, s.status, s.created, s.canceled_at, s.ended_at, s.items.data[1].price.unit_amount * s.items.data[1].quantity as mrr_minor
from read_json(getvariable('pages') || '/subscriptions/*.json', columns = {
    data: 'struct(id varchar, customer varchar, status varchar, created bigint, canceled_at bigint, ended_at bigint,
           items struct(data struct(price struct(unit_amount bigint), quantity bigint)[]))[]'
}), unnest(data) as u(s);

create table invoices as
select v.id, v.customer, v.status, v.created, v.amount_paid, v.currency
from read_json(getvariable('pages') || '/invoices/*.json', columns = {
    data: 'struct(id varchar, customer varchar, status varchar, created bigint, amount_paid bigint, currency varchar)[]'
}), unnest(data) as u(v);

create table charges as
select c.id, c.customer, c.status, c.created, c.amount, c.amount_refunded, c.currency
from read_json(getvariable('pages') || '/charges/*.json', columns = {
    data: 'struct(id varchar, customer varchar, status varchar, created bigint, amount bigint, amount_refunded bigint, currency varchar)[]'
}), unnest(data) as u(c);

create table refunds as
select r.id, r.charge, r.amount, r.created, r.status
from read_json(getvariable('pages') || '/refunds/*.json', columns = {
    data: 'struct(id varchar, charge varchar, amount bigint, created bigint, status varchar)[]'
}), unnest(data) as u(r);

create table tickets as
select t.id, t.requester_id, t.status, t.created_at, t.updated_at
from read_json(getvariable('pages') || '/tickets/*.json', maximum_object_size = 100000000, columns = {
    tickets: 'struct(id bigint, requester_id bigint, status varchar, created_at timestamptz, updated_at timestamptz, generated_timestamp bigint)[]'
}), unnest(tickets) as u(t)
qualify row_number() over (partition by t.id order by t.generated_timestamp desc) = 1;

create table users as
select s.id, lower(trim(s.email)) as email, regexp_replace(s.phone, '[^0-9]', '', 'g') as phone, s.external_id, s.role
from read_json(getvariable('pages') || '/users/*.json', maximum_object_size = 100000000, columns = {
    users: 'struct(id bigint, email varchar, phone varchar, external_id varchar, role varchar)[]'
}), unnest(users) as u(s);

create table comments as
select e.ticket_id, c.public, c.author_id, e.created_at
from read_json(getvariable('pages') || '/ticket_events/*.json', maximum_object_size = 100000000, columns = {
    ticket_events: 'struct(id bigint, ticket_id bigint, created_at timestamptz,
                    child_events struct(event_type varchar, "public" boolean, author_id bigint)[])[]'
}), unnest(ticket_events) as u(e), unnest(e.child_events) as v(c)
where c.event_type = 'Comment';

create table metric_events as
select m.ticket_id, m.metric, m.type, m.time
from read_json(getvariable('pages') || '/ticket_metric_events/*.json', maximum_object_size = 100000000, columns = {
    ticket_metric_events: 'struct(id bigint, ticket_id bigint, metric varchar, type varchar, "time" timestamptz)[]'
}), unnest(ticket_metric_events) as u(m);

create table ratings as
select r.id, r.ticket_id, r.requester_id, r.score, r.created_at
from read_json(getvariable('pages') || '/satisfaction_ratings/*.json', columns = {
    satisfaction_ratings: 'struct(id bigint, ticket_id bigint, requester_id bigint, score varchar, created_at timestamptz)[]'
}), unnest(satisfaction_ratings) as u(r);

create table reviews as
select r.id, r.stars, r.createdAt as created_at, r.consumer.id as consumer_id, lower(trim(r.referralEmail)) as email, r.referenceId as invoice_id
from read_json(getvariable('pages') || '/reviews/*.json', columns = {
    reviews: 'struct(id varchar, stars bigint, createdAt timestamptz, consumer struct(id varchar), referralEmail varchar, referenceId varchar, status varchar)[]'
}), unnest(reviews) as u(r)
where r.status = 'active';

create table usage_events as
select message_id, user_id, anonymous_id, timestamp as occurred_at, 'track' as kind from read_parquet(getvariable('files') || '/tracks/*/*.parquet')
where coalesce(context_user_agent, '') not ilike '%bot%'
union all by name
select message_id, user_id, anonymous_id, timestamp as occurred_at, 'page' as kind from read_parquet(getvariable('files') || '/pages/*/*.parquet')
where coalesce(context_user_agent, '') not ilike '%bot%';

create table identifies as
select distinct user_id, lower(trim(email)) as email from read_parquet(getvariable('files') || '/identifies/*/*.parquet');

-- Identity: connected components over shared identifiers.
create table refs as
select 'stripe:' || id as ref, unnest(list_filter([
    'id:stripe:' || id, 'email:' || email, 'phone:' || phone, 'user:' || user_id], x -> x is not null)) as identifier from customers
union all
select 'zendesk:' || id, unnest(list_filter([
    'id:zendesk:' || id, 'email:' || email, 'phone:' || phone, 'user:' || external_id], x -> x is not null)) from users where role = 'end-user'
union all
select 'segment:' || user_id, unnest(list_filter(['user:' || user_id, 'email:' || email], x -> x is not null)) from identifies where user_id is not null
union all
select 'typeform:' || response_id, unnest(list_filter([
    'email:' || lower(trim(hidden['email'])), 'user:' || hidden['user_id'], 'id:stripe:' || hidden['customer_id'],
    'id:stripe:' || i.customer, 'id:zendesk:' || t.requester_id], x -> x is not null))
from responses
left join invoices as i on i.id = hidden['invoice_id']
left join tickets as t on t.id = try_cast(hidden['ticket_id'] as bigint)
union all
select 'trustpilot:' || consumer_id, unnest(list_filter(['email:' || email, 'id:stripe:' || i.customer], x -> x is not null))
from reviews left join invoices as i on i.id = invoice_id;

create table hubs as
select identifier from refs where identifier like 'phone:%'
group by identifier having count(distinct ref) filter (where ref like 'stripe:%') > 5 or count(distinct ref) filter (where ref like 'zendesk:%') > 5;

create table edges as
select distinct ref, identifier from refs where identifier not in (from hubs);

create table people as
with recursive component(node, label) using key (node) as (
    select ref, ref from edges group by ref
    union
    select neighbour.ref, min(changed.label)
    from component as changed
    join edges as own on own.ref = changed.node
    join edges as neighbour on neighbour.identifier = own.identifier
    join recurring.component as known on known.node = neighbour.ref
    where changed.label < known.label
    group by neighbour.ref
)
select node as ref, label as customer_key from component;

-- Direct feedback.
create table fct_answers as
with asked(form_id, ref, metric, low, high) as (values
    ('FNPS0001', 'nps', 'nps', 0, 10), ('FCST0001', 'csat', 'csat', 1, 5), ('FCST0001', 'ces', 'ces', 1, 7),
    ('FPUR0001', 'csat', 'csat', 1, 5), ('FPUR0001', 'ces', 'ces', 1, 7), ('FLOY0001', 'recommend', 'recommend', 0, 10),
    ('FLOY0001', 'buy_again', 'buy_again', 1, 6), ('FLOY0001', 'try_other', 'try_other', 1, 6)),
given as (
    select r.response_id, a.field.ref as ref, a.number as score from responses as r, unnest(r.answers) as u(a) where a.number is not null
),
ranked as (
    select *, row_number() over (partition by form_id, coalesce(hidden['invitation_id'], response_id) order by submitted_at desc, response_id desc) as place
    from responses
)
select r.response_id, r.form_id, q.metric, g.score, r.submitted_at, p.customer_key, r.hidden['touchpoint'] as touchpoint, r.hidden['segment'] as segment,
    case when r.hidden['test'] = '1' then 'test' when r.place > 1 then 'duplicate' when g.score is null then 'skipped'
        when g.score not between q.low and q.high then 'out_of_range' end as exclusion_reason
from ranked as r
join asked as q using (form_id)
left join given as g on g.response_id = r.response_id and g.ref = q.ref
left join people as p on p.ref = 'typeform:' || r.response_id;

create table voc_metrics as
with cells as (
    select metric, score, exclusion_reason, response_id, customer_key, submitted_at, t.period_type, date_trunc(t.period_type, submitted_at)::date as period_start,
        d.dimension, d.dimension_value
    from fct_answers,
        (values ('week'), ('month')) as t(period_type),
        lateral (values ('all', 'all'), ('touchpoint', touchpoint), ('segment', segment)) as d(dimension, dimension_value)
    where metric in ('nps', 'csat', 'ces') and d.dimension_value is not null
),
counted as (
    select *, metric = 'nps' and exclusion_reason is null and row_number() over (
        partition by metric, period_type, period_start, dimension, dimension_value, exclusion_reason is null, coalesce(customer_key, response_id)
        order by submitted_at desc, response_id desc) > 1 as is_superseded
    from cells
),
sums as (
    select metric, period_type, period_start, dimension, dimension_value,
        count(*) filter (where exclusion_reason is null) as n,
        count(*) filter (where exclusion_reason is null and case metric when 'nps' then score >= 9 when 'csat' then score >= 4 else score >= 5 end) as positive,
        count(*) filter (where exclusion_reason is null and case metric when 'nps' then score <= 6 when 'csat' then score <= 2 else score <= 3 end) as negative,
        sum(score) filter (where exclusion_reason is null) as score_sum,
        sum(score * score) filter (where exclusion_reason is null) as score_sum_of_squares,
        count(*) filter (where exclusion_reason = 'test') as excluded_test,
        count(*) filter (where exclusion_reason = 'duplicate') as excluded_duplicate,
        count(*) filter (where exclusion_reason = 'skipped') as excluded_skipped,
        count(*) filter (where exclusion_reason = 'out_of_range') as excluded_out_of_range
    from counted where not is_superseded
    group by all
)
select *,
    case metric when 'nps' then 100.0 * (positive - negative) / n when 'csat' then 100.0 * positive / n else score_sum / n end as value,
    case metric when 'nps' then 196 * sqrt(((positive + 0.75) / (n + 3) + (negative + 0.75) / (n + 3) - ((positive - negative) / (n + 3)) ** 2) / (n + 3))
        when 'csat' then 196 * sqrt((positive + 2) / (n + 4) * (1 - (positive + 2) / (n + 4)) / (n + 4))
        else 1.96 * sqrt(greatest(score_sum_of_squares - score_sum ** 2 / n, 0) / nullif(n - 1, 0) / n) end as half_width
from sums;

-- Deferred and indirect feedback.
create table fct_tickets as
select t.*, p.customer_key, f.first_reply_at, s.first_solved_at, s.last_solved_at
from tickets as t
left join people as p on p.ref = 'zendesk:' || t.requester_id
left join (
    select c.ticket_id, min(c.created_at) as first_reply_at from comments as c join users as u on u.id = c.author_id and u.role <> 'end-user'
    where c.public group by c.ticket_id) as f on f.ticket_id = t.id
left join (
    select ticket_id, min(time) as first_solved_at, max(time) as last_solved_at from metric_events
    where metric = 'requester_wait_time' and type = 'fulfill' group by ticket_id) as s on s.ticket_id = t.id
where t.status <> 'deleted';

create table fct_transactions as
select 'invoice' as kind, i.id, p.customer_key, i.amount_paid as amount_minor, i.currency, to_timestamp(i.created) as occurred_at
from invoices as i left join people as p on p.ref = 'stripe:' || i.customer where i.status = 'paid'
union all
select 'refund', r.id, p.customer_key, -r.amount, c.currency, to_timestamp(r.created)
from refunds as r join charges as c on c.id = r.charge left join people as p on p.ref = 'stripe:' || c.customer where r.status = 'succeeded';

create table fct_usage_days as
with gaps as (
    select user_id, occurred_at, occurred_at - lag(occurred_at) over (partition by user_id order by occurred_at) > interval 30 minutes as is_new
    from usage_events where user_id is not null
)
select p.customer_key, g.user_id, g.occurred_at::date as day, count(*) as events, count(*) filter (where is_new is distinct from false) as sessions,
    max(occurred_at) as last_event_at
from gaps as g left join people as p on p.ref = 'segment:' || g.user_id
group by all;

create table customer_voice as
select k.customer_key, d.* exclude (customer_key), t.* exclude (customer_key), o.* exclude (customer_key), u.* exclude (customer_key),
    r.* exclude (customer_key), s.* exclude (customer_key), z.* exclude (customer_key), f.* exclude (customer_key)
from (select distinct customer_key from people) as k
left join (
    select customer_key, count(*) as answers_count, arg_max(score, submitted_at) filter (where metric = 'nps') as nps_latest_score,
        count(*) filter (where metric = 'csat') as csat_count, sum(score) filter (where metric = 'csat') as csat_sum
    from fct_answers where exclusion_reason is null group by 1) as d using (customer_key)
left join (
    select customer_key, count(*) as tickets_count, count(*) filter (where status not in ('solved', 'closed')) as tickets_open_count
    from fct_tickets group by 1) as t using (customer_key)
left join (
    select customer_key, count(*) filter (where kind = 'invoice') as orders_count, sum(amount_minor) filter (where kind = 'invoice') as gross_paid_minor,
        -sum(amount_minor) filter (where kind = 'refund') as refunded_minor, max(occurred_at) filter (where kind = 'invoice') as last_order_at
    from fct_transactions group by 1) as o using (customer_key)
left join (
    select customer_key, sum(events) as events_count, count(distinct day) as active_days, sum(sessions) as sessions, max(last_event_at) as last_event_at
    from fct_usage_days group by 1) as u using (customer_key)
left join (
    select p.customer_key, count(*) as reviews_count, sum(stars) as reviews_stars_sum
    from reviews join people as p on p.ref = 'trustpilot:' || consumer_id group by 1) as r using (customer_key)
left join (
    select p.customer_key, count(*) filter (where status in ('active', 'trialing', 'past_due')) as active_subscriptions,
        sum(mrr_minor) filter (where status in ('active', 'past_due')) as mrr_minor
    from subscriptions join people as p on p.ref = 'stripe:' || customer group by 1) as s using (customer_key)
left join (
    select p.customer_key, count(*) filter (where score = 'good') as zendesk_ratings_good, count(*) filter (where score = 'bad') as zendesk_ratings_bad
    from ratings join people as p on p.ref = 'zendesk:' || requester_id group by 1) as z using (customer_key)
left join (
    select p.customer_key, count(*) filter (where status = 'failed') as failed_charges_count
    from charges join people as p on p.ref = 'stripe:' || customer group by 1) as f using (customer_key);
