{{ config(**staging_config('typeform', unique_key='response_key', parents='stg_typeform__responses', parent_column='response_id')) }}

with responses as (

    select
        record_id,
        form_id,
        answers,
        load_id,
        is_deleted
    from {{ ref('stg_typeform__responses') }}
    where not is_deleted
    {% if is_incremental() %}
        and load_id > (select coalesce(max(load_id), '') from {{ this }})
    {% endif %}

),

answers as (

    {{ json_rows('responses', ['record_id', 'form_id', 'load_id', 'is_deleted'], 'answers', {
        'question_ref': '$.field.ref',
        'number_value': '$.number',
        'text_value': '$.text',
        'choice_label': '$.choice.label',
        'choice_other': '$.choice.other',
        'choice_labels': '$.choices.labels',
        'boolean_value': '$.boolean',
        'date_value': '$.date',
    }) }}

)

{{ contract_answer('typeform', 'answers', {
    'response_id': 'record_id',
    'survey_id': 'form_id',
    'question_ref': 'question_ref',
    'value_number': try_type('number_value', 'number'),
    'value_text': 'coalesce(text_value, choice_label, choice_other, ' ~ listed_texts('choice_labels') ~ ', boolean_value, date_value)',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
