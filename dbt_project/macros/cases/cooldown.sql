{#
    Which of a customer's signals open a case: the first, then each time the first one after the opener's cooldown. Greedy, so no window
    function can say it. Each signal points to the one that would open next if it opened itself; following the pointers from the first
    gives the openers. The paths double in each round: 6 rounds follow 64 openers of a customer, more than five years of cooldowns of
    30 days, and engines that inline CTEs read the pointers 64 times and no more.
#}
{% macro opener_rounds() %}{{ return(6) }}{% endmacro %}

{# CTEs over `ordered` (customer_key, signal_no, happened_at, cooldown_days): the last, `openers`, has customer_key and a text of opener numbers. #}
{% macro following_cooldowns() %}
path_0 as (

    select
        earlier.customer_key,
        earlier.signal_no,
        min(later.signal_no) as next_no,
        ',' || {{ as_type('earlier.signal_no', 'text') }} || ',' as path
    from ordered as earlier
    left join ordered as later
        on
            earlier.customer_key = later.customer_key
            and later.happened_at >= {{ shifted_instant('earlier.happened_at', 'earlier.cooldown_days * 86400') }}
    group by earlier.customer_key, earlier.signal_no

),

{% for number in range(1, opener_rounds() + 1) %}
path_{{ number }} as (

    select
        earlier.customer_key,
        earlier.signal_no,
        later.next_no,
        earlier.path || coalesce(later.path, '') as path
    from path_{{ number - 1 }} as earlier
    left join path_{{ number - 1 }} as later on earlier.customer_key = later.customer_key and earlier.next_no = later.signal_no

),

{% endfor %}
openers as (

    select customer_key, path from path_{{ opener_rounds() }} where signal_no = 1

),
{% endmacro %}
