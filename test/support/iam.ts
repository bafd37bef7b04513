/** A statement of a policy, as CloudFormation has it. */
export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** IAM's evaluation, as far as these policies go: a denial wins, and nothing is allowed unsaid. */
export function isAllowed(
  statements: readonly Statement[],
  action: string,
  leadingKey: string,
  enclosing?: string,
  /** The caller's ARN, as CloudFormation writes it. */
  principal: unknown = "arn:aws:iam::000000000000:role/somebody",
): boolean {
  const context: Readonly<Record<string, readonly string[]>> = {
    "dynamodb:LeadingKeys": [leadingKey],
    "aws:PrincipalArn": [JSON.stringify(principal)],
    ...(enclosing === undefined ? {} : { "dynamodb:EnclosingOperation": [enclosing] }),
  };
  const fits = statements.filter(
    ({ Action, Condition = {} }) =>
      [Action].flat().some((each) => like(action, each)) && holds(Condition, context),
  );
  return (
    fits.some(({ Effect }) => Effect === "Allow") && !fits.some(({ Effect }) => Effect === "Deny")
  );
}

function holds(
  conditions: NonNullable<Statement["Condition"]>,
  context: Readonly<Record<string, readonly string[]>>,
): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, patterns]) => {
      const values = context[key] ?? [];
      const fits = (value: string) => ([patterns].flat() as string[]).some((p) => like(value, p));
      if (operator === "ArnNotEquals") return !values.includes(JSON.stringify(patterns));
      if (operator.startsWith("ForAllValues:")) return values.every(fits);
      if (operator.startsWith("ForAnyValue:")) return values.some(fits);
      throw new Error(`${operator} is not simulated`);
    }),
  );
}

function like(value: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`).test(value);
}
