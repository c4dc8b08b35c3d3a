{{! Text as people see it: every run of white space, control characters and invisible blanks one space, in one Unicode form (NFC). Emoji stay. }}
nfc_normalize(trim(regexp_replace({{ident "column"}}, '[\p{Cc}\p{Z}\x{200B}\x{FEFF}]+', ' ', 'g')))
