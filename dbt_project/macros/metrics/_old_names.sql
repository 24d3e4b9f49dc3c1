{# What the present voc_metrics.sql calls. Goes with its rewrite. #}
{% macro nps(promoters, detractors, n) %}{{ return(net_share(promoters, detractors, n)) }}{% endmacro %}
{% macro csat(satisfied, n) %}{{ return(share(satisfied, n)) }}{% endmacro %}
{% macro ces(score_sum, n) %}{{ return(mean(score_sum, n)) }}{% endmacro %}
{% macro nps_bound(promoters, detractors, n, side) %}{{ return(net_share_bound(promoters, detractors, n, side)) }}{% endmacro %}
