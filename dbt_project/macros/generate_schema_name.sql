{# Schemas are named exactly as configured (staging, intermediate, marts, ...): BI and publish rely on the names. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
