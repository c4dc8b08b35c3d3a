{{! A text without spaces around it; `otherwise` stands for none. }}
coalesce(nullif(trim({{ident "column"}}), ''), {{arg "otherwise"}}) -- cleaned
