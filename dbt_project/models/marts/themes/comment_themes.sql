with words as (

    {{ searched_words() }}

),

said as (

    select comments.*, {{ searchable('comments.comment_text') }} as searchable_text
    from {{ ref('comments') }} as comments
    where comments.is_shareable

),

found as (

    select distinct said.comment_key, words.theme
    from said
    inner join words on said.language = words.language and {{ text_contains('said.searchable_text', 'words.searched') }}

)

select
    found.comment_key,
    found.theme,
    said.feedback_class,
    said.said_on,
    said.touchpoint,
    said.segment,
    said.country,
    said.category,
    said.language
from found
inner join said on found.comment_key = said.comment_key
