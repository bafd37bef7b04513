import type { GateFunction } from "../../lib/infra/gate-function.ts";
import { dev, synthesised } from "./synthesised.ts";

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const { template, stack } = synthesised(dev);

// Who does what with which leading key, and whether it may. TransactWriteItems is the put's
// enclosing operation; all else is alone.
const ACTIONS: readonly [
  who: "submit" | "dispatch" | "sweep",
  action: string,
  key: string,
  may: boolean,
][] = [
  ["submit", "PutItem in TransactWriteItems", "AUDIT#1", true],
  ["submit", "PutItem in TransactWriteItems", "DOSSIER#1", true],
  ["submit", "PutItem in TransactWriteItems", "OUTBOX#a", true],
  ["submit", "PutItem in TransactWriteItems", "REFERENCE#prices#1", false],
  ["submit", "PutItem", "AUDIT#1", false], // a put alone could overwrite without its condition
  ["submit", "PutItem", "OUTBOX#a", false],
  ["submit", "Query", "AUDIT#1", true],
  ["submit", "GetItem", "REFERENCES", true],
  ["submit", "Query", "REFERENCE#prices#1", true],
  ["submit", "Query", "OUTBOX#a", false],
  ["submit", "UpdateItem", "AUDIT#1", false],
  ["submit", "DeleteItem", "AUDIT#1", false],
  ["submit", "BatchWriteItem", "AUDIT#1", false],
  ["submit", "PartiQLInsert", "AUDIT#1", false],
  ["submit", "PartiQLUpdate", "AUDIT#1", false],
  ["submit", "PartiQLDelete", "AUDIT#1", false],
  ["submit", "DeleteItem", "OUTBOX#a", false],
  ["submit", "Scan", "AUDIT#1", false],
  ["dispatch", "DeleteItem", "OUTBOX#a", true],
  ["dispatch", "Query", "OUTBOX#a", true],
  ["dispatch", "DeleteItem", "AUDIT#1", false],
  ["dispatch", "UpdateItem", "AUDIT#1", false],
  ["dispatch", "BatchWriteItem", "AUDIT#1", false],
  ["dispatch", "PartiQLDelete", "AUDIT#1", false],
  ["dispatch", "PutItem in TransactWriteItems", "AUDIT#1", false],
  ["dispatch", "Query", "AUDIT#1", false],
  ["dispatch", "Query", "DOSSIER#1", false],
  ["dispatch", "Scan", "OUTBOX#a", false],
  ["sweep", "Query", "OUTBOX#a", true],
  ["sweep", "DeleteItem", "OUTBOX#a", true],
  ["sweep", "DeleteItem", "AUDIT#1", false],
  ["sweep", "Query", "DOSSIER#1", false],
];

test.each(ACTIONS)("%s: %s on %s: %s", (who, action, key, may) => {
  const [verb, enclosing] = action.split(" in ") as [string, string | undefined];
  expect(isAllowed(statementsOf(stack[who]), `dynamodb:${verb}`, key, enclosing)).toBe(may);
});

// An administrator, whom a policy of her own allows everything, meets the table's policy.
const ADMINISTRATOR: Statement = { Effect: "Allow", Action: "*", Resource: "*" };

test.each([
  ["UpdateItem", false],
  ["DeleteItem", false],
  ["BatchWriteItem", false],
  ["PartiQLInsert", false],
  ["PartiQLUpdate", false],
  ["PartiQLDelete", false],
  ["Query", true],
  ["PutItem", true], // IAM cannot tell a first put from an overwriting one: seals find it
])("an administrator's %s on an audit entry: %s", (verb, may) => {
  const [table] = Object.values(template.findResources("AWS::DynamoDB::Table"));
  const policy: readonly Statement[] =
    table?.["Properties"].ResourcePolicy.PolicyDocument.Statement;
  expect(isAllowed([ADMINISTRATOR, ...policy], `dynamodb:${verb}`, "AUDIT#1")).toBe(may);
});

test("no statement of a role has a wildcard action, and one alone a wildcard resource", () => {
  const wild: unknown[] = [];
  for (const who of ["submit", "dispatch", "sweep"] as const)
    for (const { Action, Resource } of statementsOf(stack[who])) {
      expect([Action].flat().filter((action) => action.includes("*"))).toEqual([]);
      if (JSON.stringify(Resource).includes('"*"')) wild.push(Action);
    }
  expect(wild).toEqual(["dynamodb:ListStreams"]);
});

function statementsOf(lambda: GateFunction): readonly Statement[] {
  const role = stack.getLogicalId(lambda.role?.node.defaultChild as never);
  return Object.values(template.findResources("AWS::IAM::Policy"))
    .map(({ Properties }) => Properties)
    .filter(({ Roles }) => Roles.some((each: { Ref: string }) => each.Ref === role))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[]);
}

/** IAM's evaluation, as far as these policies go: a denial wins, and nothing is allowed unsaid. */
function isAllowed(
  statements: readonly Statement[],
  action: string,
  leadingKey: string,
  enclosing?: string,
): boolean {
  const context: Readonly<Record<string, readonly string[]>> = {
    "dynamodb:LeadingKeys": [leadingKey],
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
