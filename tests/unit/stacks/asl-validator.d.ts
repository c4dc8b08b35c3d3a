declare module 'asl-validator' {
  /** Checks a definition; fills in defaults in place. */
  const validate: (definition: object) => {
    readonly isValid: boolean
    errorsText(): string
  }
  export = validate
}
