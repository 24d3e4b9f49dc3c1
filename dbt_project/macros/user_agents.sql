{# Programs that say what they are: crawlers, monitors, headless browsers. An absent agent is a person's app. #}
{% macro is_bot(user_agent) %}
    {% set agent = 'lower(coalesce(' ~ user_agent ~ ", ''))" %}
    {{ return('(' ~ agent ~ " like '%bot%' or " ~ agent ~ " like '%crawl%' or " ~ agent ~ " like '%spider%' or "
        ~ agent ~ " like '%headless%' or " ~ agent ~ " like '%monitor%')") }}
{% endmacro %}
