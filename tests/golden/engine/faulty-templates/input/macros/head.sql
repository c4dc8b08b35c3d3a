left({{ident "column"}}, 3)
