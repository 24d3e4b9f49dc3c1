{#
    Whose a case is: select case_key, owner, backup, manager; of the lines of owner_assignments that fit it the most special: the
    customer or an account of theirs, then segment, then touchpoint, then all. Does not belong here: to whom it was handed over since.
#}
{% macro case_owners(cases) %}
    select ranked.case_key, ranked.owner, ranked.backup, owners.manager
    from (
        select
            fitting.*,
            row_number() over (partition by fitting.case_key order by fitting.speciality, fitting.owner) as fit_rank
        from (
            {% for dimension, value in {'segment': 'cases.segment', 'touchpoint': 'cases.touchpoint', 'all': "'all'", 'customer': 'cases.customer_key'}.items() %}
            select cases.case_key, assignments.owner, assignments.backup, {{ {'customer': 1, 'segment': 2, 'touchpoint': 3, 'all': 4}[dimension] }} as speciality
            from {{ cases }} as cases
            inner join {{ ref('owner_assignments') }} as assignments
                on assignments.dimension = '{{ dimension }}' and assignments.dimension_value = {{ value }}
            union all
            {% endfor %}
            select cases.case_key, assignments.owner, assignments.backup, 1 as speciality
            from {{ cases }} as cases
            inner join {{ ref('customer_identities') }} as identities on cases.customer_key = identities.customer_key
            inner join {{ ref('owner_assignments') }} as assignments
                on assignments.dimension = 'account' and assignments.dimension_value = identities.tool || ':' || identities.ref_id
        ) as fitting
    ) as ranked
    left join {{ ref('owners') }} as owners on ranked.owner = owners.owner
    where ranked.fit_rank = 1
{% endmacro %}
