{# Student's t: no engine but a few has its quantile. #}

{#
    The quantile at 97.5 % for a whole number of degrees of freedom: exact up to 20, beyond it the Cornish-Fisher expansion around the
    normal quantile, which differs from the exact value by less than 0.0000003 (tests/dbt_project/test_intervals.py checks against scipy).
#}
{% macro t95(df) %}
    {% set exact = [
        '12.706204736175', '4.302652729749', '3.182446305284', '2.776445105198', '2.570581835636', '2.446911851145',
        '2.364624251593', '2.306004135204', '2.262157162798', '2.228138851986', '2.200985160092', '2.178812829667',
        '2.160368656463', '2.144786687918', '2.131449545560', '2.119905299221', '2.109815577833', '2.100922040241',
        '2.093024054408', '2.085963447266',
    ] %}
    {% set x = real(df) %}
    {% set expansion = '(1.959963984540054 + (2.372271230298562 + (2.822498615739612 + (2.555849679507722 + (1.589534053393823)'
        ~ ' / ' ~ x ~ ') / ' ~ x ~ ') / ' ~ x ~ ') / ' ~ x ~ ')' %}
    {{ return('case ' ~ df ~ ' ' ~ _t95_cases(exact) ~ ' else ' ~ expansion ~ ' end') }}
{% endmacro %}

{% macro _t95_cases(exact) %}
    {% set cases = [] %}
    {% for quantile in exact %}{% do cases.append('when ' ~ loop.index ~ ' then ' ~ quantile) %}{% endfor %}
    {{ return(cases | join(' ')) }}
{% endmacro %}
