{#
    How a theme is found in what somebody wrote: whole words, in order, whatever stands between them but letters and digits. `price` is found in
    "The price, again!" and not in "priceless"; `pric*` in both. Texts and words are made searchable by the same macro. Does not belong
    here: which words there are (registry theme_words).
#}

{# What separates words: characters that engines read differently in a literal are made by their number. #}
{% macro word_separators() %}
    {{ return({
        'literal': '.,;:!?()[]{}<>/|+=&#@%_~^$-…–—«»„“”‘’•·¿¡`"',
        'numbers': [9, 10, 13, 39, 92, 160],
    }) }}
{% endmacro %}

{# Small letters, one space between words, one before the first and one after the last; Russian ё is е, as most write it. #}
{% macro searchable(text) %}
    {% set separators = word_separators() %}
    {% set from = ["'" ~ separators.literal ~ "'"] %}
    {% for number in separators.numbers %}{% do from.append('chr(' ~ number ~ ')') %}{% endfor %}
    {% set spaces = ' ' * (separators.literal | length + separators.numbers | length) %}
    {% set spaced = 'translate(lower(' ~ text ~ "), 'ё' || " ~ from | join(' || ') ~ ", 'е" ~ spaces ~ "')" %}
    {{ return(regex_replace("(' ' || " ~ spaced ~ " || ' ')", ' +', ' ')) }}
{% endmacro %}

{#
    The registry's words, one row each: theme, language and what to look for in searchable texts. A star at the end stands for any ending. A
    line has at most as many words as expectations/registries/themes.py lets it have (a test compares).
#}
{% macro most_words() %}{{ return(60) }}{% endmacro %}

{% macro searched_words() %}
    select theme, language, case when rtrim(words) like '%*' then rtrim(spoken) else spoken end as searched
    from (
        select
            listed.theme,
            {{ spoken_language('listed.language') }} as language,
            {{ text_part('listed.words', ';', 'numbers.number') }} as words,
            {{ searchable("replace(" ~ text_part('listed.words', ';', 'numbers.number') ~ ", '*', '')") }} as spoken
        from {{ ref('theme_words') }} as listed
        cross join (
            {% for number in range(1, most_words() + 1) %}select {{ number }} as number{{ ' union all ' if not loop.last }}{% endfor %}
        ) as numbers
    ) as parts
    where spoken <> ' '
{% endmacro %}

{# The language without its country: en of en-GB. #}
{% macro spoken_language(language) %}{{ return(regex_replace('lower(' ~ language ~ ')', '[-_].*', '')) }}{% endmacro %}

{# Reviews on a scale: a quarter from either end of it, as in net_sentiment. #}
{% macro sentiment_category(normalised) %}
    case when {{ normalised }} >= 75 then 'positive' when {{ normalised }} > 25 then 'neutral' when {{ normalised }} <= 25 then 'negative' end
{% endmacro %}
