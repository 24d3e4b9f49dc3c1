{# From an answer to what it counts as. Scales come from the registry; nothing is inferred from data. #}

{#
    Why an answer does not count, or NULL. The order decides which reason is named where several hold:
    a question nobody declared says nothing, a test is a test whatever it answers, and so on.
    is_partial: the response was never submitted and its survey does not count such ones (registry surveys, partial_answers).
#}
{% macro exclusion_reason(is_declared, is_test, is_duplicate, is_partial, answer_status, score, scale_min, scale_max) %}
    case
        when not {{ is_declared }} then 'undeclared_scale'
        when {{ is_test }} then 'test'
        when {{ is_duplicate }} then 'duplicate'
        when {{ is_partial }} then 'partial'
        when {{ answer_status }} = 'not_applicable' then 'not_applicable'
        when {{ answer_status }} = 'dismissed' then 'dismissed'
        when {{ answer_status }} = 'skipped' or {{ score }} is null then 'skipped'
        when {{ score }} < {{ scale_min }} or {{ score }} > {{ scale_max }} then 'out_of_range'
    end
{% endmacro %}

{#
    The reasons in the order of exclusion_reason; voc_metrics counts each in a column of its own. `erased` is reserved for answers whose
    customer asked to be forgotten; no model gives it yet. The last three are not of answers: what is not over yet, what has no rating, and
    whom nobody can contact.
#}
{% macro exclusion_reasons() %}
    {{ return([
        'undeclared_scale', 'test', 'duplicate', 'partial', 'not_applicable', 'dismissed', 'skipped', 'out_of_range', 'erased',
        'pending', 'not_scored', 'anonymous',
    ]) }}
{% endmacro %}

{#
    positive, neutral or negative by the registry's cuts: NPS promoter 9-10, passive 7-8, detractor 0-6; CSAT satisfied 4-5, 3,
    dissatisfied 1-2; CES 2.0 easy 5-7, 4, hard 1-3. Where low is good the cuts are upper bounds.
#}
{% macro answer_category(score, direction, positive_from, neutral_from) %}
    case
        when {{ score }} is null then null
        when {{ direction }} = 'high' and {{ score }} >= {{ positive_from }} then 'positive'
        when {{ direction }} = 'high' and {{ score }} >= {{ neutral_from }} then 'neutral'
        when {{ direction }} = 'low' and {{ score }} <= {{ positive_from }} then 'positive'
        when {{ direction }} = 'low' and {{ score }} <= {{ neutral_from }} then 'neutral'
        else 'negative'
    end
{% endmacro %}

{# Any scale on 0-100, high is good: min-max, reversed where low is good. #}
{% macro normalised_score(score, scale_min, scale_max, direction) %}
    case
        when {{ direction }} = 'high' then 100.0 * ({{ score }} - {{ scale_min }}) / ({{ scale_max }} - {{ scale_min }})
        else 100.0 * ({{ scale_max }} - {{ score }}) / ({{ scale_max }} - {{ scale_min }})
    end
{% endmacro %}
