-- Records that meet a rule of the registry case_rules, and the case that each belongs to. Nobody is called who cannot be known: anonymous
-- records are none.
with records as (

    {{ signal_records() }}

),

met as (

    select
        {{ surrogate_key(['rules.case_rule', 'records.record_key']) }} as signal_key,
        rules.case_rule,
        rules.due_hours,
        rules.is_business_hours,
        rules.cooldown_days,
        records.*
    from records
    inner join {{ ref('case_rules') }} as rules on {{ meets_case_rule('records', 'rules') }}
    where records.customer_key is not null

),

ordered as (

    select
        *,
        row_number() over (partition by customer_key order by happened_at, due_hours, signal_key) as signal_no
    from met

),

{{ following_cooldowns() }}

placed as (

    select
        ordered.*,
        max(case when openers.path like '%,' || {{ as_type('ordered.signal_no', 'text') }} || ',%' then ordered.signal_no end)
            over (partition by ordered.customer_key order by ordered.signal_no rows unbounded preceding) as opener_no
    from ordered
    inner join openers on ordered.customer_key = openers.customer_key

)

select
    placed.signal_key,
    opener.signal_key as case_key,
    placed.case_rule,
    placed.due_hours,
    placed.is_business_hours,
    {% for column in signal_columns() %}
    placed.{{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from placed
inner join ordered as opener on placed.customer_key = opener.customer_key and placed.opener_no = opener.signal_no
