declare module "asl-validator" {
  /** What is wrong with a definition. It adds a `QueryLanguage` to each state that it looks at. */
  export default function validate(definition: object): {
    readonly isValid: boolean;
    readonly errors: readonly object[];
  };
}
