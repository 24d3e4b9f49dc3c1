{{ config(enabled=is_enabled('zendesk'), materialized='view') }}

-- Zendesk's rating of a ticket is one survey with one question; the export has no record of the survey itself.
{{ contract_survey('zendesk', '(select 1 as one) as the_survey', {
    'survey_id': "'satisfaction'",
    'title': "'Satisfaction rating of a ticket'",
    'load_id': "''",
    'is_deleted': 'false',
}) }}
