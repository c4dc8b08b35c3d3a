{{! An id without white space around it; an empty one is no id. }}
nullif(trim({{ident "column"}}), '')
