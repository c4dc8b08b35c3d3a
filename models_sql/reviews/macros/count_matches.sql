{{! How often a pattern (RE2) occurs in a text. }}
len(regexp_extract_all({{ident "column"}}, {{arg "pattern"}}))
