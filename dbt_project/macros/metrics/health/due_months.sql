{#
    Which months are scored in this run: those whose rows would come out differently, and before each the one it is compared with.
    A month's rows follow from the events up to its end, from its settings, and from those of the month before. The events count as one
    sum of checksums, so that late, edited, re-keyed and deleted ones are seen, which leave no common trace. Days of use are most of
    them and have two columns that count: their shorter text halves the cost of comparing.
#}
{% macro health_due_months() %}
    select
        compared.month_start,
        compared.input_fingerprint,
        compared.is_due,
        coalesce(lead(compared.is_due) over (order by compared.month_start), false) as is_next_due
    from (
        select
            fingerprints.month_start,
            fingerprints.input_fingerprint,
            {% if is_incremental() %}
            coalesce(held.input_fingerprint, '') <> fingerprints.input_fingerprint as is_due
            {% else %}
            true as is_due
            {% endif %}
        from (
            select
                settled.month_start,
                {{ surrogate_key(['settled.settings', 'lag(settled.settings) over (order by settled.month_start)', 'histories.checksum']) }} as input_fingerprint
            from (
                select month_start, {{ row_text(['until_at', 'is_complete', 'is_support_known'] + health_settings()) }} as settings
                from {{ ref('int_health_months') }}
            ) as settled
            inner join (
                select months.month_start, {{ as_type('coalesce(sum(checksums.checksum), 0)', 'integer') }} as checksum
                from {{ ref('int_health_months') }} as months
                left join (
                    select
                        {{ period_start('occurred_on', 'month') }} as month_start,
                        sum(
                            case
                                when input = 'usage' then {{ row_checksum(['customer_key', 'occurred_on']) }}
                                else {{ row_checksum(['customer_key', 'input', 'event', 'record_key', 'occurred_at', 'occurred_on', 'amount']) }}
                            end
                        ) as checksum
                    from {{ ref('int_health_events') }}
                    group by {{ period_start('occurred_on', 'month') }}
                ) as checksums on months.month_start >= checksums.month_start
                group by months.month_start
            ) as histories on settled.month_start = histories.month_start
        ) as fingerprints
        {% if is_incremental() %}
        left join (
            select month_start, max(input_fingerprint) as input_fingerprint
            from {{ this }}
            group by month_start
        ) as held on fingerprints.month_start = held.month_start
        {% endif %}
    ) as compared
{% endmacro %}
