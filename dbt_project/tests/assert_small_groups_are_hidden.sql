-- Whatever else is hidden: a group of fewer than suppress_below respondents always is.
select counts.counts_key
from {{ ref('int_metric_counts') }} as counts
left join {{ ref('int_metric_suppression') }} as hidden
    on
        counts.window_key = hidden.window_key
        and counts.dimension = hidden.dimension
        and counts.dimension_value = hidden.dimension_value
where counts.n > 0 and counts.respondents_count < {{ var('suppress_below') }} and hidden.window_key is null
