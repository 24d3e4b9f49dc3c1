-- The metrics as one script over the built facts: what an analyst would write to get the table once, from nothing. It takes the vars'
-- defaults for granted (UTC, weeks from Monday, quarters from January), and hides groups of one to four respondents without asking what
-- could be worked out from the rest. Needs the warehouse attached as `warehouse` and writes the table voc_metrics.

create temp table as_of as
select max(through) as as_of_at, max(through)::date as as_of_on, min(through)::date as complete_before
from (select max(data_through_at) as through from warehouse.marts.source_freshness group by source);

-- What is counted: one row per thing that counts once. '' is a column that does not apply to the base.
create temp table purchases as
select
    customer_key, occurred_on as day, min(occurred_at) as happened_at,
    max(segment) as segment, max(country) as country, max(language) as language, max(plan) as plan
from warehouse.marts.fct_transactions as orders
left join (
    select order_key, sum(amount_minor) as refunded
    from warehouse.marts.fct_transactions
    where transaction_type = 'refund' and status = 'paid'
    group by order_key
) as refunds using (order_key)
where
    transaction_type = 'order' and status = 'paid' and customer_key is not null
    and coalesce(refunded, 0) < amount_minor
group by customer_key, occurred_on;

create temp table tickets as
select *, coalesce(customer_key, ticket_key) as who from warehouse.marts.fct_tickets;

create temp table invitations as
select *, coalesce(customer_key, invitation_key) as who
from warehouse.marts.fct_invitations
where status not in ('suppressed', 'not_sampled');

create temp table mentions as
select mentions.*, coalesce(is_own, mentions.brand is null) as is_own, brands.brand is not null as is_listed
from warehouse.marts.fct_mentions as mentions
left join warehouse.registry.brands as brands using (brand);

create temp table observations as
with observed as (

    select
        metric as base, survey_kind = 'relational' as is_newest_only, coalesce(customer_key, response_key) as who, submitted_at as happened_at,
        submitted_on as day, touchpoint, segment, country, language, plan, product, survey_id as survey, exclusion_reason as reason,
        category = 'positive' as positive, category = 'neutral' as neutral, category = 'negative' as negative, score::double as amount,
        answer_key as record
    from warehouse.marts.fct_answers
    where is_headline and metric in ('nps', 'csat', 'ocs', 'ces', 'ces_1', 'support_rating')

    union all by name

    select
        'cli' as base, max(survey_kind) = 'relational' as is_newest_only, coalesce(max(customer_key), response_key) as who,
        max(submitted_at) as happened_at, max(submitted_on) as day, max(touchpoint) as touchpoint, max(segment) as segment,
        max(country) as country, max(language) as language, max(plan) as plan, max(product) as product, max(survey_id) as survey,
        -- The first reason in the order in which they are judged.
        min_by(exclusion_reason, list_position([
            'undeclared_scale', 'test', 'duplicate', 'partial', 'not_applicable', 'dismissed', 'skipped', 'out_of_range', 'erased', 'pending',
            'not_scored', 'anonymous'
        ], exclusion_reason)) as reason,
        round(avg(normalised_score), 6) as amount, response_key as record
    from warehouse.marts.fct_answers
    where is_headline and metric = 'cli'
    group by response_key

    union all by name

    select
        'completion' as base, response_key as who, started_at as happened_at, started_at::date as day,
        coalesce(touchpoint, default_touchpoint) as touchpoint, '' as segment, '' as country, '' as language, '' as plan, '' as product,
        survey_id as survey, if(is_test, 'test', null) as reason, coalesce(status, 'completed') = 'completed' as positive,
        response_key as record
    from warehouse.intermediate.int_responses
    left join warehouse.registry.surveys using (source, survey_id)
    where not is_deleted and started_at is not null

    union all by name

    select
        rung.base, who, sent_at as happened_at, sent_on as day, touchpoint, segment, country, language, plan, '' as product, survey_id as survey,
        rung.hit as positive, 1.0 as amount, invitation_key as record
    from invitations, unnest([
        {base: 'invitation_sent', hit: true},
        {base: 'invitation_bounced', hit: status = 'bounced'},
        {base: 'invitation_started', hit: coalesce(started_at, answered_at) is not null},
        {base: 'invitation_answered_of_sent', hit: answered_at is not null},
        {base: 'invitation_completed', hit: completed_at is not null},
        {base: if(is_delivered, 'invitation_answered', null), hit: answered_at is not null}
    ]) as rungs (rung)
    where rung.base is not null

    union all by name

    select
        wait.base, who, created_at as happened_at, created_on as day, '' as touchpoint, segment, country, language, plan, '' as product, '' as survey,
        if(wait.seconds is null, 'pending', null) as reason, wait.seconds::double as amount, ticket_key as record
    from tickets, unnest([
        {base: 'first_reply', seconds: first_reply_seconds},
        {base: 'first_reply_business', seconds: first_reply_business_seconds},
        {base: 'first_resolution', seconds: first_resolution_seconds},
        {base: 'full_resolution', seconds: if(is_open, null, full_resolution_seconds)}
    ]) as waits (wait)

    union all by name

    select
        share.base, who, created_at as happened_at, created_on as day, '' as touchpoint, segment, country, language, plan, '' as product, '' as survey,
        share.hit as positive, ticket_key as record
    from tickets, unnest([{base: 'unreplied', hit: first_reply_at is null}, {base: 'open_ticket', hit: is_open}]) as shares (share)

    union all by name

    select
        'reopened_' || days || 'd' as base, who, first_solved_at as happened_at, first_solved_at::date as day, '' as touchpoint, segment, country,
        language, plan, '' as product, '' as survey, first_reopened_at <= first_solved_at + to_days(days) as positive,
        if(first_solved_at + to_days(days) > as_of_at, 'pending', null) as reason, ticket_key as record
    from tickets, as_of, unnest([7, 30]) as deadlines (days)
    where first_solved_at is not null

    union all by name

    select
        'close_the_loop' as base, coalesce(customer_key, response_key) as who, submitted_at as happened_at, submitted_on as day, touchpoint, segment,
        country, language, plan, product, survey_id as survey, exists (
            from warehouse.intermediate.int_customer_contacts as contacts
            where contacts.customer_key = answers.customer_key and contacted_at > submitted_at and contacted_at <= submitted_at + interval 48 hours
        ) as positive,
        case when customer_key is null then 'anonymous' when submitted_at + interval 48 hours > as_of_at then 'pending' end as reason,
        answer_key as record
    from warehouse.marts.fct_answers as answers, as_of
    where metric = 'nps' and is_headline and category = 'negative'

    union all by name

    select
        'repeat_purchase' as base, customer_key as who, min(happened_at) as happened_at, min(day) as day, '' as touchpoint, first(segment order by day) as segment,
        first(country order by day) as country, first(language order by day) as language, first(plan order by day) as plan, '' as product, '' as survey,
        count(*) filter (day > first_day and day <= first_day + 90) > 0 as positive,
        if(min(day) + 90 >= any_value(as_of_on), 'pending', null) as reason, customer_key as record
    from (select *, min(day) over (partition by customer_key) as first_day from purchases), as_of
    group by customer_key

    union all by name

    select
        'failed_payment' as base, coalesce(customer_key, transaction_key) as who, occurred_at as happened_at, occurred_on as day, '' as touchpoint,
        segment, country, language, plan, '' as product, '' as survey, status = 'failed' as positive, transaction_key as record
    from warehouse.marts.fct_transactions
    where transaction_type = 'charge' and status in ('paid', 'failed')

    union all by name

    select
        'subscription_cancelled' as base, coalesce(customer_key, subscription_key) as who, cancelled_at as happened_at, cancelled_at::date as day,
        '' as touchpoint, segment, country, language, plan, '' as product, '' as survey, 1.0 as amount, subscription_key as record
    from warehouse.marts.fct_subscription_periods
    where cancelled_at is not null

    union all by name

    select
        'cart' as base, coalesce(customer_key, cart_key) as who, created_at as happened_at, created_on as day, '' as touchpoint, '' as segment,
        '' as country, '' as language, '' as plan, '' as product, '' as survey, order_at is null as positive,
        if(created_at + interval 24 hours > as_of_at, 'pending', null) as reason, cart_key as record
    from warehouse.marts.fct_carts, as_of

    union all by name

    select
        'session_length' as base, customer_key as who, started_at as happened_at, started_on as day, '' as touchpoint, '' as segment, '' as country,
        '' as language, '' as plan, '' as product, '' as survey, duration_seconds::double as amount, session_key as record
    from warehouse.marts.fct_usage_sessions

    union all by name

    select
        'sentiment' as base, coalesce(customer_key, mention_key) as who, mentioned_at as happened_at, mentioned_on as day, '' as touchpoint, segment,
        country, language, plan, '' as product, '' as survey, normalised_rating >= 75 as positive,
        normalised_rating > 25 and normalised_rating < 75 as neutral, normalised_rating <= 25 as negative, rating::double as amount,
        if(normalised_rating is null, 'not_scored', null) as reason, mention_key as record
    from mentions
    where is_own

    union all by name

    select
        'share_of_voice' as base, mention_key as who, mentioned_at as happened_at, mentioned_on as day, '' as touchpoint, '' as segment,
        '' as country, language, '' as plan, '' as product, '' as survey, is_own as positive, mention_key as record
    from mentions
    where (is_listed or brand is null) and exists (from warehouse.registry.brands where not is_own)

)

select
    base, coalesce(is_newest_only, false) as is_newest_only, hash(who) as who, happened_at, day, record, reason,
    coalesce(touchpoint, 'unknown') as touchpoint, coalesce(segment, 'unknown') as segment, coalesce(country, 'unknown') as country,
    coalesce(language, 'unknown') as language, coalesce(plan, 'unknown') as plan, coalesce(product, 'unknown') as product,
    coalesce(survey, 'unknown') as survey,
    (reason is null)::int as n,
    (reason is null and coalesce(positive, false))::int as positive,
    (reason is null and coalesce(neutral, false))::int as neutral,
    (reason is null and coalesce(negative, false))::int as negative,
    if(reason is null, coalesce(amount, 0), 0) as amount
from observed;

-- Periods, the days in them, and the groups by which they are published.
create temp table windows as
select row_number() over () as window_no, * from warehouse.intermediate.int_metric_windows;

create temp table published as
unpivot (select dimension, day, week, month, quarter, rolling_28, rolling_91 from warehouse.registry.dimension_sets)
on day, week, month, quarter, rolling_28, rolling_91 into name period_type value is_published;

create temp table window_days as
select dimension, days.day, window_no
from (select distinct day from observations) as days
inner join windows on days.day between period_start and period_end
inner join published using (period_type)
where is_published;

create temp table facets as
select row_number() over () as facet_no, *
from (select distinct base, touchpoint, segment, country, language, plan, product, survey from observations);

create temp table facet_groups as
select facet_no, dense_rank() over (order by base, dimension, dimension_value) as group_no, base, dimension, dimension_value
from (
    select facet_no, base, unnest([
        {dimension: 'all', dimension_value: 'all'},
        {dimension: 'touchpoint', dimension_value: touchpoint},
        {dimension: 'segment', dimension_value: segment},
        {dimension: 'country', dimension_value: country},
        {dimension: 'language', dimension_value: language},
        {dimension: 'plan', dimension_value: plan},
        {dimension: 'product', dimension_value: product},
        {dimension: 'survey', dimension_value: survey},
        {dimension: 'touchpoint_segment', dimension_value: if(touchpoint = '' or segment = '', '', touchpoint || ' / ' || segment)}
    ], recursive := true)
    from facets
)
inner join warehouse.registry.dimension_sets using (dimension)
where dimension_value <> '';

-- A respondent who is there once in a base adds itself to every sum; the others are added up by window below.
create temp table facts as
select
    facet_no, day, who, n, positive, neutral, negative, amount, reason, is_newest_only,
    not is_newest_only and count(*) over (partition by base, who) = 1 as is_single,
    row_number() over (order by happened_at, record) as number
from observations
inner join facets using (base, touchpoint, segment, country, language, plan, product, survey);

create temp table by_day as
with facet_days as (

    select
        facet_no, day,
        count(*) filter (reason = 'undeclared_scale') as excluded_undeclared_scale,
        count(*) filter (reason = 'test') as excluded_test,
        count(*) filter (reason = 'duplicate') as excluded_duplicate,
        count(*) filter (reason = 'partial') as excluded_partial,
        count(*) filter (reason = 'not_applicable') as excluded_not_applicable,
        count(*) filter (reason = 'dismissed') as excluded_dismissed,
        count(*) filter (reason = 'skipped') as excluded_skipped,
        count(*) filter (reason = 'out_of_range') as excluded_out_of_range,
        count(*) filter (reason = 'erased') as excluded_erased,
        count(*) filter (reason = 'pending') as excluded_pending,
        count(*) filter (reason = 'not_scored') as excluded_not_scored,
        count(*) filter (reason = 'anonymous') as excluded_anonymous,
        sum(n) filter (not is_newest_only) as n,
        sum(positive) filter (not is_newest_only) as positive,
        sum(neutral) filter (not is_newest_only) as neutral,
        sum(negative) filter (not is_newest_only) as negative,
        sum(amount) filter (not is_newest_only) as amount,
        sum(amount * amount) filter (not is_newest_only) as squares,
        sum(n) filter (is_single) as respondents,
        sum(n) filter (is_single) as nn,
        sum(positive) filter (is_single) as pp,
        sum(positive) filter (is_single) as pn,
        sum(positive + negative) filter (is_single) as dd,
        sum(positive - negative) filter (is_single) as dn,
        sum(amount * amount) filter (is_single) as aa,
        sum(amount) filter (is_single) as an
    from facts
    group by facet_no, day

)

select group_no, dimension, day, sum(columns(facet_days.* exclude (facet_no, day)))
from facet_days
inner join facet_groups using (facet_no)
group by group_no, dimension, day;

create temp table by_window as
select group_no, window_no, sum(columns(by_day.* exclude (group_no, dimension, day)))
from by_day
inner join window_days using (dimension, day)
group by group_no, window_no;

-- Sums of squares and products over respondents, for design effects. nn is the sum of n * n, pn of positive * n, dd of the squared
-- difference of positive and negative, and so on.
create temp table repeated as
select
    group_no, window_no, count(*) as respondents, sum(n * n) as nn, sum(positive * positive) as pp, sum(positive * n) as pn,
    sum((positive - negative) * (positive - negative)) as dd, sum((positive - negative) * n) as dn, sum(amount * amount) as aa,
    sum(amount * n) as an
from (
    select group_no, window_no, who, count(*) as n, sum(positive) as positive, sum(negative) as negative, sum(amount) as amount
    from facts
    inner join facet_groups using (facet_no)
    inner join window_days using (dimension, day)
    where n = 1 and not is_newest_only and not is_single
    group by group_no, window_no, who
)
group by group_no, window_no;

-- Of a relational survey a customer's newest valid answer of each period counts.
create temp table newest as
select
    group_no, window_no, count(*) as n, sum(positive) as positive, sum(neutral) as neutral, sum(negative) as negative,
    sum(amount) as amount, sum(amount * amount) as squares, count(*) as respondents, count(*) as nn, sum(positive) as pp,
    sum(positive) as pn, sum(positive + negative) as dd, sum(positive - negative) as dn, sum(amount * amount) as aa, sum(amount) as an
from (
    select group_no, window_no, max(number) as number
    from facts
    inner join facet_groups using (facet_no)
    inner join window_days using (dimension, day)
    where n = 1 and is_newest_only
    group by group_no, window_no, who
)
inner join facts using (number)
group by group_no, window_no;

create temp table ranked as
select group_no, window_no, list_sort(list(amount)) as amounts
from facts
inner join facet_groups using (facet_no)
inner join window_days using (dimension, day)
where n = 1 and base in (select observations from warehouse.registry.metrics where formula in ('median', 'p90'))
group by group_no, window_no;

-- What is a state of a whole period: one row per customer and period.
create temp table spans as
select
    customer_key, subscription_key, monthly_amount_eur::double as amount, started_at,
    coalesce(ended_at, if(status = 'cancelled', cancelled_at, null), 'infinity') as ended_at
from warehouse.marts.fct_subscription_periods
where status in ('active', 'past_due', 'cancelled');

-- Without a subscription a customer is active for the 80th percentile of the own gaps after each purchase.
create temp table active as
with gaps as (

    select customer_key, day, day - lag(day) over (partition by customer_key order by day) as gap
    from purchases
    where customer_key not in (select customer_key from spans where customer_key is not null)

)

select customer_key, started_at, ended_at from spans where customer_key is not null
union all
select customer_key, (day + 1)::timestamp, (day + floor(usual)::int + 1)::timestamp
from gaps
inner join (select customer_key, quantile_cont(gap, 0.8) as usual from gaps group by customer_key having count(gap) >= 2) using (customer_key);

create temp table states as
with periods as (

    select *, least(ends_at, as_of_at) as stands_at from windows

),

kept as (

    select window_no, starts_at as stands_at, customer_key, bool_or(started_at <= ends_at and ended_at > ends_at) as is_kept
    from periods
    inner join active on started_at <= ends_at and ended_at > starts_at
    where period_type in ('month', 'quarter') and is_complete
    group by window_no, starts_at, customer_key
    having bool_or(started_at <= starts_at)

),

used as (

    select window_no, stands_at, customer_key, count(distinct used_on) as days, sum(sessions_count) as sessions
    from periods
    inner join warehouse.marts.fct_usage_days on used_on between period_start and period_end
    where period_type in ('week', 'month', 'quarter')
    group by window_no, stands_at, customer_key

),

subscribed as (

    select distinct window_no, stands_at, customer_key
    from periods
    inner join spans on started_at < ends_at and ended_at > starts_at
    where period_type in ('month', 'quarter') and customer_key is not null

)

select
    unnest(['recurring', 'subscription_running']) as base, window_no, stands_at, customer_key,
    coalesce(customer_key, subscription_key) as who, 0 as positive, 0 as negative, unnest([amount, 1]) as amount
from periods
inner join spans on started_at <= stands_at and ended_at > stands_at
where period_type in ('month', 'quarter')

union all

select unnest(['active_days', 'sessions']), window_no, stands_at, customer_key, customer_key, 0, 0, unnest([days, sessions]::double[])
from used

union all

select 'retention', window_no, stands_at, customer_key, customer_key, is_kept::int, (not is_kept)::int, 0 from kept

union all

select 'churn', window_no, stands_at, customer_key, customer_key, (not is_kept)::int, is_kept::int, 0 from kept

union all

select 'contact', window_no, stands_at, customer_key, customer_key, coalesce(tickets_count, 0), 0, 0
from subscribed
left join (
    select customer_key, window_no, count(*) as tickets_count
    from tickets
    inner join window_days on created_on = day and dimension = 'all'
    group by customer_key, window_no
) using (customer_key, window_no)

union all

select 'health', window_no, stands_at, customer_key, customer_key, 0, 0, score::double
from periods
inner join warehouse.marts.customer_health_months on period_start = month_start
where period_type = 'month' and score is not null and is_subscribed;

-- Cells: one row per base, period and group.
create temp table cells as
with events as (

    select base, dimension, dimension_value, counted.* exclude (group_no), amounts
    from (
        select group_no, window_no, sum(columns(* exclude (group_no, window_no)))
        from (from by_window union all by name from repeated union all by name from newest)
        group by group_no, window_no
    ) as counted
    left join ranked using (group_no, window_no)
    inner join (select distinct group_no, base, dimension, dimension_value from facet_groups) using (group_no)

),

described as (

    select
        states.*, coalesce(segment, 'unknown') as segment, coalesce(country, 'unknown') as country,
        coalesce(language, 'unknown') as language, coalesce(plan, 'unknown') as plan
    from states
    left join warehouse.marts.dim_customers as customers
        on
            states.customer_key = customers.customer_key
            and stands_at >= valid_from
            and stands_at < coalesce(valid_to, '9999-12-31')

),

described_states as (

    select
        base, window_no, segment, country, language, plan, count(*) as n, count(distinct who) as respondents, sum(positive) as positive,
        sum(negative) as negative, sum(amount) as amount, sum(amount * amount) as squares
    from described
    group by base, window_no, segment, country, language, plan

),

state_groups as (

    select base, dimension, dimension_value, window_no, sum(columns('^(n|respondents|positive|negative|amount|squares)$'))
    from (
        select * exclude (segment, country, language, plan), unnest([
            {dimension: 'all', dimension_value: 'all'},
            {dimension: 'segment', dimension_value: segment},
            {dimension: 'country', dimension_value: country},
            {dimension: 'language', dimension_value: language},
            {dimension: 'plan', dimension_value: plan}
        ], recursive := true)
        from described_states
    )
    inner join windows using (window_no)
    inner join published using (dimension, period_type)
    where is_published
    group by base, dimension, dimension_value, window_no

),

together as (

    from events union all by name from state_groups

)

select
    base, dimension, dimension_value, window_no, amounts,
    coalesce(columns(* exclude (base, dimension, dimension_value, window_no, amounts)), 0)
from together;

-- Statistics.
create temp macro z() as 1.959963984540054;

create temp macro t95(df) as case
    when df <= 20 then [
        12.706204736175, 4.302652729749, 3.182446305284, 2.776445105198, 2.570581835636, 2.446911851145, 2.364624251593, 2.306004135204,
        2.262157162798, 2.228138851986, 2.200985160092, 2.178812829667, 2.160368656463, 2.144786687918, 2.131449545560, 2.119905299221,
        2.109815577833, 2.100922040241, 2.093024054408, 2.085963447266
    ][df::int]::double
    else z() + (2.372271230298562 + (2.822498615739612 + (2.555849679507722 + 1.589534053393823 / df) / df) / df) / df
end;

-- The chance of a normal value as far from 0 as x: erfc(x / sqrt 2) by the Chebyshev fit of Numerical Recipes.
create temp macro tail(x, t) as least(1.0, t * exp(-x * x / 2 - 1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418
    + t * (-0.18628806 + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))))));
create temp macro two_sided_p(x) as
    if(x is null, null, tail(least(abs(x), 37.0), 1 / (1 + 0.35355339059327376 * least(abs(x), 37.0))));

-- Variance between respondents over the variance of as many independent answers.
create temp macro spread(total, squares, n) as squares - total * total / n;
create temp macro design(total, squares, n, respondents, nn, ss, sn) as case
    when n = 0 then null
    when n <= respondents then 1.0
    when respondents > 1 and spread(total, squares, n) > 1e-12 * squares
        then greatest(1.0, respondents / (respondents - 1.0) * (n - 1.0) / n
            * (ss - 2 * (total / n) * sn + (total / n) * (total / n) * nn) / spread(total, squares, n))
    else nn / n
end;

-- An order statistic, and the ranks of the interval around the one at a share.
create temp macro rank_low(n, share) as
    greatest(1, floor(n * share + 0.5 + (1 - 2 * share) * 0.473576470115687 - z() * sqrt(n * share * (1 - share))))::int;
create temp macro rank_high(n, share) as
    least(n, ceil(n * share + 0.5 + (1 - 2 * share) * 0.473576470115687 + z() * sqrt(n * share * (1 - share))))::int;
create temp macro at_share(amounts, place) as
    amounts[floor(place)::int] + (place - floor(place)) * (amounts[ceil(place)::int] - amounts[floor(place)::int]);

create or replace table voc_metrics as
with counted as (

    select
        metrics.metric, formula, is_high_good, definition_version, settle_days, scale_min, scale_max, cells.*,
        case formula when 'median' then 0.5 when 'p90' then 0.9 end::double as share,
        case formula when 'median' then 6 when 'p90' then 36 end as n_bounded,
        case formula
            when 'net_share' then design(positive - negative, positive + negative, n, respondents, nn, dd, dn)
            when 'share' then design(positive, positive, n, respondents, nn, pp, pn)
            when 'mean' then design(amount, squares, n, respondents, nn, aa, an)
            else 1
        end as design_effect
    from cells
    inner join warehouse.registry.metrics as metrics on cells.base = metrics.observations

),

-- Everything as of independent answers.
weighed as (

    select
        *,
        n / greatest(1, coalesce(design_effect, 1)) as m,
        positive / greatest(1, coalesce(design_effect, 1)) as x,
        (positive - negative) / greatest(1, coalesce(design_effect, 1)) as net,
        (positive + negative) / greatest(1, coalesce(design_effect, 1)) as either
    from counted

),

errors as (

    select
        *,
        case formula
            when 'net_share' then sqrt(either + 1.5 - net * net / (m + 3))
            when 'share' then sqrt(x * (m - x) / m + 0.960364705173531)
            when 'mean' then if(m > 1, sqrt(greatest(0, (squares - amount * amount / n) / (n - 1)) / m), null)
            when 'rate' then sqrt(greatest(1, positive))
        end as deviation
    from weighed
    where n > 0

),

measured as (

    select
        *,
        case formula
            when 'net_share' then 100 * (positive - negative) / n
            when 'share' then 100 * positive / n
            when 'mean' then amount / n
            when 'rate' then 100 * positive / n
            when 'total' then amount
            else at_share(amounts, 1 + (n - 1) * share)
        end::double as value,
        case formula
            when 'net_share' then greatest(-100, 100 * (net - z() * deviation) / (m + 3))
            when 'share' then greatest(0, 100 * (x + z() * z() / 2 - z() * deviation) / (m + z() * z()))
            when 'mean' then if(m > 1, greatest(scale_min, amount / n - t95(greatest(1, floor(m - 1))) * deviation), null)
            when 'rate' then if(positive = 0, 0, greatest(0, 100 * positive * (1 - 1 / (9 * positive) - z() / (3 * sqrt(positive))) ** 3 / n))
            when 'total' then null
            else if(n >= n_bounded, amounts[rank_low(n, share)], null)
        end::double as interval_low,
        case formula
            when 'net_share' then least(100, 100 * (net + z() * deviation) / (m + 3))
            when 'share' then least(100, 100 * (x + z() * z() / 2 + z() * deviation) / (m + z() * z()))
            when 'mean' then if(m > 1, least(scale_max, amount / n + t95(greatest(1, floor(m - 1))) * deviation), null)
            when 'rate'
                then 100 * (positive + 1) * (1 - 1 / (9 * (positive + 1)) + z() / (3 * sqrt(positive + 1))) ** 3 / n
            when 'total' then null
            else if(n >= n_bounded, amounts[rank_high(n, share)], null)
        end::double as interval_high
    from errors

    union all by name

    select * from weighed where n = 0

),

shown as (

    select
        *,
        case formula
            when 'net_share' then 100 * deviation / (m + 3)
            when 'share'
                then 100 * sqrt((x + z() * z() / 2) * (1 - (x + z() * z() / 2) / (m + z() * z()))) / (m + z() * z())
            when 'mean' then deviation
            when 'rate' then 100 * deviation / m
            when 'total' then null
            else (interval_high - interval_low) / (2 * z())
        end as standard_error
    from measured
    where not (n > 0 and respondents < 5)

),

earlier as (

    select
        now.window_no, previous.window_no as previous_no, last_year.window_no as last_year_no
    from windows as now
    left join windows as previous on now.period_type = previous.period_type and now.previous_start = previous.period_start
    left join windows as last_year on now.period_type = last_year.period_type and now.last_year_start = last_year.period_start

),

compared as (

    select
        shown.*, windows.period_type, windows.period_start, windows.period_end, windows.is_complete,
        windows.period_end + shown.settle_days::int < windows.complete_before as is_settled,
        previous.value as previous_value, previous.n as previous_n,
        last_year.value as last_year_value, last_year.n as last_year_n,
        if(shown.formula <> 'total' or windows.is_complete, shown.value - previous.value, null) as change,
        sqrt(shown.standard_error ** 2 + previous.standard_error ** 2) as change_error,
        if(shown.formula <> 'total' or windows.is_complete, shown.value - last_year.value, null) as last_year_change,
        sqrt(shown.standard_error ** 2 + last_year.standard_error ** 2) as last_year_change_error
    from shown
    inner join windows using (window_no)
    inner join earlier using (window_no)
    left join shown as previous
        on
            previous_no = previous.window_no and shown.metric = previous.metric
            and shown.dimension = previous.dimension and shown.dimension_value = previous.dimension_value
    left join shown as last_year
        on
            last_year_no = last_year.window_no and shown.metric = last_year.metric
            and shown.dimension = last_year.dimension and shown.dimension_value = last_year.dimension_value

),

tested as (

    select
        *,
        two_sided_p(change / nullif(change_error, 0)) as change_p_value,
        two_sided_p(last_year_change / nullif(last_year_change_error, 0)) as last_year_change_p_value
    from compared

),

-- Benjamini and Hochberg over the groups of a dimension: the least of p * m / rank over this p and all larger ones.
stepped as (

    select
        *,
        change_p_value * count(change_p_value) over family
            / nullif(count(change_p_value) over (family order by change_p_value range unbounded preceding), 0) as step,
        last_year_change_p_value * count(last_year_change_p_value) over family
            / nullif(count(last_year_change_p_value) over (family order by last_year_change_p_value range unbounded preceding), 0)
            as last_year_step
    from tested
    window family as (partition by metric, window_no, dimension)

),

judged as (

    select
        *,
        if(change_p_value is null, null, least(1, min(step) over (family order by change_p_value desc range unbounded preceding)))
            as change_q_value,
        if(
            last_year_change_p_value is null, null,
            least(1, min(last_year_step) over (family order by last_year_change_p_value desc range unbounded preceding))
        ) as last_year_change_q_value
    from stepped
    window family as (partition by metric, window_no, dimension)

)

select
    judged.metric, period_type, period_start, period_end, judged.dimension, judged.dimension_value, value, n::bigint as n,
    respondents::bigint as respondents_count, positive::bigint as positive_count, neutral::bigint as neutral_count,
    negative::bigint as negative_count, amount as value_sum, squares as value_sum_of_squares,
    (excluded_undeclared_scale + excluded_test + excluded_duplicate + excluded_partial + excluded_not_applicable + excluded_dismissed
    + excluded_skipped + excluded_out_of_range + excluded_erased + excluded_pending + excluded_not_scored
    + excluded_anonymous)::bigint as excluded_count,
    columns('^excluded_')::bigint,
    interval_low, interval_high, design_effect,
    previous_value, previous_n::bigint as previous_n, change, change - z() * change_error as change_low,
    change + z() * change_error as change_high, change_p_value, change_q_value, change_q_value <= 0.05 as is_change_significant,
    last_year_value, last_year_n::bigint as last_year_n, last_year_change,
    last_year_change - z() * last_year_change_error as last_year_change_low,
    last_year_change + z() * last_year_change_error as last_year_change_high, last_year_change_p_value, last_year_change_q_value,
    last_year_change_q_value <= 0.05 as is_last_year_change_significant,
    target::double as target, threshold::double as threshold,
    case
        when threshold is null or value is null then null
        when n < n_min then 'too_few'
        when if(is_high_good, interval_high < threshold, interval_low > threshold) then 'confirmed'
        when if(is_high_good, value < threshold, value > threshold) then 'watch'
        else 'ok'
    end as threshold_status,
    is_complete, is_settled, definition_version
from judged
left join warehouse.registry.metric_targets as targets
    on
        judged.metric = targets.metric and judged.dimension = targets.dimension and judged.dimension_value = targets.dimension_value
        and period_end between coalesce(targets.valid_from, period_end) and coalesce(targets.valid_to, period_end);
