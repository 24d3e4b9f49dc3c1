{#
    What is counted, in one shape. Each base of a metric has one macro observe_<base> here, which reads facts and gives one row per thing
    that counts once, also the ones that do not count, with their reason. How often, by what and in which periods they are counted is not
    its business (int_metric_counts).
#}

{% macro breakdowns() %}{{ return(['touchpoint', 'segment', 'country', 'language', 'plan', 'product', 'survey']) }}{% endmacro %}

{#
    observations: the base's name, or an SQL expression for a macro that gives several. fields: {column: SQL expression over relation}:
      respondent, observed_at, observed_on, record_key  required
      counting       'all' or 'latest' (only a respondent's newest valid one of a period counts); 'all' when left out
      positive, neutral, negative   conditions
      amount         what is averaged, summed or ranked
      exclusion_reason   NULL for what counts
      is_ranked      whether medians are wanted
      any of breakdowns(): NULL is unknown, left out does not apply
#}
{% macro observation_select(observations, relation, fields) %}
    {% set known = ['respondent', 'observed_at', 'observed_on', 'record_key', 'counting', 'positive', 'neutral', 'negative', 'amount', 'exclusion_reason', 'is_ranked', 'where'] + breakdowns() %}
    {% set unknown = fields.keys() | reject('in', known) | list %}
    {% if unknown %}{{ exceptions.raise_compiler_error('observation_select does not know ' ~ unknown | join(', ')) }}{% endif %}
    {% set counts = '(' ~ fields['exclusion_reason'] ~ ') is null' if 'exclusion_reason' in fields else '1 = 1' %}
    select
        {{ observations }} as observations,
        {{ fields.get('counting', "'all'") }} as counting,
        {{ fields.get('is_ranked', 'false') }} as is_ranked,
        {{ fields['respondent'] }} as respondent,
        {{ fields['observed_at'] }} as observed_at,
        {{ fields['observed_on'] }} as observed_on,
        {% for column in breakdowns() %}
        {{ fields.get(column, "''") }} as {{ column }},
        {% endfor %}
        case when {{ counts }} then 1 else 0 end as n,
        {% for side in ['positive', 'neutral', 'negative'] %}
        case when {{ counts }} and {{ fields.get(side, '1 = 0') }} then 1 else 0 end as {{ side }},
        {% endfor %}
        {{ as_type('case when ' ~ counts ~ ' then ' ~ fields.get('amount', '0') ~ ' else 0 end', 'number') }} as amount,
        {{ as_type(fields.get('exclusion_reason', 'null'), 'text') }} as exclusion_reason,
        {{ fields['record_key'] }} as record_key
    from {{ relation }}
    {% if 'where' in fields %}where {{ fields['where'] }}{% endif %}
{% endmacro %}

{# The columns of an observation, in order. #}
{% macro observation_columns() %}
    {{ return(['observations', 'counting', 'is_ranked', 'respondent', 'observed_at', 'observed_on'] + breakdowns()
        + ['n', 'positive', 'neutral', 'negative', 'amount', 'exclusion_reason', 'record_key']) }}
{% endmacro %}

{# Attributes of the customer that every fact has as at its time. #}
{% macro customer_breakdowns(alias) %}
    {{ return({
        'segment': alias ~ '.segment', 'country': alias ~ '.country', 'language': alias ~ '.language', 'plan': alias ~ '.plan',
    }) }}
{% endmacro %}
