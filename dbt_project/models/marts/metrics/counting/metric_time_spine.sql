-- Days for the semantic layer, which asks for such a model; a view of 27 years from 2010, so nothing is stored or refreshed.
with digits as (

    {% for digit in range(10) %}
    select {{ digit }} as digit{{ ' union all' if not loop.last }}
    {% endfor %}

),

numbers as (

    select ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit as day_number
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands

)

select {{ shifted_day("cast('2010-01-01' as date)", 'day_number') }} as date_day
from numbers
