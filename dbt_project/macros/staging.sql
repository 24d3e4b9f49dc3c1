{# How staging reads the raw log: completed loads only, new loads only, and of each record the version that wins. #}

{% macro staging_config(tool, unique_key='record_id', parents=none, parent_column=none) %}
    {{ return({
        'post_hook': "{{ remove_outdated(ref('" ~ parents ~ "'), '" ~ parent_column ~ "') }}" if parents else [],
        'enabled': is_enabled(tool),
        'materialized': 'incremental',
        'incremental_strategy': 'delete+insert',
        'unique_key': unique_key,
        'on_schema_change': 'fail',
    }) }}
{% endmacro %}

{# A load is complete when the loader has written its row; a killed one never gets it and its rows are loaded again. #}
{% macro completed_loads(tool) %}
    select load_id from {{ source('raw_' ~ tool, '_dlt_loads') }} where status = 0
{% endmacro %}

{#
    Of each record the version extracted last (the vendor returns current state; a record that returns to an earlier state
    was seen last in that state). Incremental runs take the loads after the newest one staged: a mark on the vendor's stamp
    would lose late records.
#}
{% macro latest_versions(tool, resource) %}
    {% set raw = source('raw_' ~ tool, resource) %}
    {% set taken %}
        _dlt_load_id in ({{ completed_loads(tool) }})
        {% if is_incremental() %}and _dlt_load_id > (select coalesce(max(load_id), '') from {{ this }}){% endif %}
    {% endset %}
    select
        versions.record_id,
        versions.record,
        versions.is_deleted,
        {{ instant('versions.updated_at') }} as vendor_updated_at,
        {{ instant('versions.extracted_at') }} as extracted_at,
        versions._dlt_load_id as load_id
    from {{ raw }} as versions
    inner join (
        select record_id, max(extracted_at) as extracted_at
        from {{ raw }}
        where {{ taken }}
        group by record_id
    ) as winners
        on versions.record_id = winners.record_id and versions.extracted_at = winners.extracted_at
    where {{ taken | replace('_dlt_load_id', 'versions._dlt_load_id') }}
{% endmacro %}

{# Columns of latest_versions that every staging model keeps beside the record's own. #}
{% macro lineage_columns() %}{{ return(['record_id', 'is_deleted', 'vendor_updated_at', 'extracted_at', 'load_id']) }}{% endmacro %}

{#
    The record's fields: JSON paths cast once to their types.
    fields: {column: [path, type]}, type 'epoch' for seconds since 1970. Adds rejected_casts_count: how many fields held text
    that their type refuses (they are NULL).
#}
{% macro typed_fields(relation, fields) %}
    {% set paths = {} %}
    {% for column, declared in fields.items() %}{% do paths.update({column: declared[0]}) %}{% endfor %}
    {% set rejections = ['0'] %}
    {% set lineage = lineage_columns() %}
    select
        {% for column in lineage %}{{ column }}, {% endfor %}
        {% for column, declared in fields.items() %}
        {% set type = declared[1] %}
        {% set typed = parse_epoch(column) if type == 'epoch' else try_type(column, type) %}
        {% if type != 'text' %}
        {% do rejections.append('case when ' ~ column ~ ' is not null and ' ~ typed ~ ' is null then 1 else 0 end') %}
        {% endif %}
        {{ typed }} as {{ column }},
        {% endfor %}
        {{ rejections | join(' + ') }} as rejected_casts_count
    from ({{ json_columns(relation, lineage, paths) }}) as texts
{% endmacro %}

{#
    Columnar files, which feeds may deliver twice: every row of the completed loads. There is no winner to choose here; models
    count distinct record_id, and days are recomputed whole.
#}
{% macro delivered_rows(tool, resource, columns) %}
    select
        record_id,
        {% for column in columns %}{{ column }}, {% endfor %}
        {{ instant('extracted_at') }} as extracted_at,
        _dlt_load_id as load_id
    from {{ source('raw_' ~ tool, resource) }}
    where _dlt_load_id in ({{ completed_loads(tool) }}) and not is_deleted
{% endmacro %}

{#
    For the post-hook of a model that unpacks arrays: removes what came from a version of the parent that no longer holds, since
    a deleted parent, or one whose array is empty now, brings no row that would replace the old ones.
#}
{% macro remove_outdated(parents, parent_column) %}
    delete from {{ this }}
    where not exists (
        select 1
        from {{ parents }} as parents
        where
            parents.record_id = {{ this }}.{{ parent_column }}
            and parents.load_id = {{ this }}.load_id
            and not parents.is_deleted
    )
{% endmacro %}
