{{! calls a variable }}
  {{var "limit"}}
