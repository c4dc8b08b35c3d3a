{{! Text as people see it: one Unicode form, every run of white space, control characters and invisible blanks one space. Emoji stay. }}
trim(regexp_replace(nfc_normalize({{ident "column"}}), '[\p{Cc}\p{Z}\x{200B}\x{FEFF}]+', ' ', 'g'))
