/** A statement of a policy, as CloudFormation has it when all references are filled in. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** Somebody wants to do something with something; the rest is what IAM calls the context. */
export interface Wish {
  /** An ARN of a role. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/**
 * IAM's evaluation within one account, as far as these policies go: a denial wins, nothing is allowed
 * unsaid, and a resource's own policy may allow, too.
 *
 * @throws {Error} for a condition that it does not know: nothing is passed over.
 */
export function isAllowed(
  wish: Wish,
  {
    identity,
    resource,
  }: { readonly identity: readonly Statement[]; readonly resource: readonly Statement[] },
): boolean {
  const context = { "aws:PrincipalArn": [wish.principal], ...wish.context };
  const fits = [
    ...identity.filter((statement) => covers(statement, wish)),
    ...resource.filter((each) => covers(each, wish) && isFor(each, wish.principal)),
  ].filter(({ Condition = {} }) => holds(Condition, context));
  return (
    fits.some(({ Effect }) => Effect === "Allow") && !fits.some(({ Effect }) => Effect === "Deny")
  );
}

function covers({ Action, Resource = "*" }: Statement, { action, resource }: Wish): boolean {
  return (
    [Action].flat().some((each) => like(action.toLowerCase(), each.toLowerCase())) &&
    [Resource].flat().some((each) => like(resource, each))
  );
}

/** To name the account's root is to leave it to the policies of its roles: that allows nobody yet. */
function isFor({ Principal, Effect }: Statement, principal: string): boolean {
  if (Principal === "*") return true;
  const named = [Principal?.["AWS"] ?? []].flat();
  if (named.includes("*")) return true;
  return (
    named.includes(principal) || (Effect === "Deny" && named.some((each) => each.endsWith(":root")))
  );
}

function holds(
  conditions: NonNullable<Statement["Condition"]>,
  context: Readonly<Record<string, readonly string[]>>,
): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      test(operator, context[key], [expected].flat().map(String)),
    ),
  );
}

function test(
  operator: string,
  values: readonly string[] | undefined,
  expected: readonly string[],
): boolean {
  const [quantifier, comparison = quantifier] = operator.split(":") as [string, string?];
  if (comparison === "Null") return expected.includes(String(values === undefined));
  const compare = comparisons[comparison];
  if (compare === undefined) throw new Error(`${operator} is not simulated`);
  const fits = (value: string) => expected.some((each) => compare(value, each));
  if (quantifier === "ForAllValues") return (values ?? []).every(fits);
  if (quantifier === "ForAnyValue") return (values ?? []).some(fits);
  if (comparison.includes("Not")) return (values ?? []).every((value) => !fits(value));
  return values?.some(fits) ?? false;
}

/** A `Not` is told apart by its name: here all say when a value is one of those expected. */
const comparisons: Readonly<Record<string, (value: string, expected: string) => boolean>> = {
  StringEquals: (value, expected) => value === expected,
  StringNotEquals: (value, expected) => value === expected,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  ArnNotEquals: like,
  Bool: (value, expected) => value === expected,
  NumericLessThan: (value, expected) => Number(value) < Number(expected),
};

function like(value: string, pattern: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "s").test(value);
}
