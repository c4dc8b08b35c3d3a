{{config materialized="view"}}
-- grain: one row per review
with

reviews as (

    select review_id, text from {{ref "pri_reviews"}}

),

counted as (

    select
        review_id,
        text,
        length(text) as text_characters,
        {{> count_matches column="text" pattern="\S+"}} as text_words,
        {{> count_matches column="text" pattern="\p{L}"}} as letters,
        {{> count_matches column="text" pattern="\p{Lu}"}} as capitals,
        {{> count_matches column="text" pattern="\d"}} as digits,
        {{> count_matches column="text" pattern="!"}} as text_exclamation_marks,
        {{> count_matches column="text" pattern="[?]"}} as text_question_marks,
        {{> count_matches column="text" pattern="[.]{2,}|…"}} as text_ellipses,
        len(list_filter(
            regexp_extract_all(text, '\p{L}+'),
            lambda word: regexp_full_match(word, '\p{Lu}{3,}')
        )) as text_shouted_words,
        {{> count_matches column="text" pattern="[\x{1F300}-\x{1FAFF}\x{2600}-\x{27BF}]"}} as text_emoji,
        regexp_matches(text, '(?i)https?://|\bwww[.]') as text_has_link

    from reviews

),

shaped as (

    select
        review_id,
        text,
        text_characters,
        text_words,
        text_characters / nullif(text_words, 0) as text_mean_word_length,
        text_exclamation_marks,
        text_question_marks,
        text_ellipses,
        capitals / nullif(letters, 0) as text_capital_share,
        text_shouted_words,
        digits / nullif(text_characters, 0) as text_digit_share,
        text_emoji,
        text_has_link

    from counted

)

select * from shaped
