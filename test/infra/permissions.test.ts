import { isAllowed, type Statement } from "../support/iam.ts";
import { dev, statementsOf, synthesised } from "./synthesised.ts";

const deployed = synthesised(dev);
const { template, stack } = deployed;

const functions = ["submit", "api", "openCases", "dispatch", "sweep"] as const;
type Who = (typeof functions)[number];

// Who does what with which leading key, and whether it may. TransactWriteItems is the write's
// enclosing operation; all else is alone.
const ACTIONS: readonly [who: Who, action: string, key: string, may: boolean][] = [
  ["submit", "PutItem in TransactWriteItems", "AUDIT#1", true],
  ["submit", "PutItem in TransactWriteItems", "DOSSIER#1", true],
  ["submit", "PutItem in TransactWriteItems", "OUTBOX#a", true],
  ["submit", "PutItem in TransactWriteItems", "REVIEW#1", true],
  ["submit", "PutItem in TransactWriteItems", "HELD#order#a", true],
  ["submit", "DeleteItem in TransactWriteItems", "HELD#order#a", true],
  ["submit", "DeleteItem in TransactWriteItems", "REVIEW#1", false],
  ["submit", "PutItem in TransactWriteItems", "QUEUE#order#a", false],
  ["submit", "PutItem in TransactWriteItems", "KEYS", false],
  ["submit", "Query", "KEYS", false],
  ["submit", "GetItem", "KEYS#1", false],
  ["submit", "PutItem in TransactWriteItems", "REFERENCE#prices#1", false],
  ["submit", "PutItem", "AUDIT#1", false], // a put alone could overwrite without its condition
  ["submit", "PutItem", "OUTBOX#a", false],
  ["submit", "Query", "AUDIT#1", true],
  ["submit", "GetItem", "REFERENCES", true],
  ["submit", "Query", "REFERENCE#prices#1", true],
  ["submit", "Query", "OUTBOX#a", false],
  ["submit", "UpdateItem", "AUDIT#1", false],
  ["submit", "DeleteItem", "AUDIT#1", false],
  ["submit", "DeleteItem in TransactWriteItems", "AUDIT#1", false],
  ["submit", "BatchWriteItem", "AUDIT#1", false],
  ["submit", "PartiQLInsert", "AUDIT#1", false],
  ["submit", "PartiQLUpdate", "AUDIT#1", false],
  ["submit", "PartiQLDelete", "AUDIT#1", false],
  ["submit", "DeleteItem", "OUTBOX#a", false],
  ["submit", "Scan", "AUDIT#1", false],
  ["api", "PutItem in TransactWriteItems", "AUDIT#1", true],
  ["api", "PutItem in TransactWriteItems", "AUDIT#deployment#ab", true],
  ["api", "PutItem in TransactWriteItems", "REVIEW#1", true],
  ["api", "PutItem in TransactWriteItems", "RECALLS", true],
  ["api", "PutItem in TransactWriteItems", "KEYS", true],
  ["api", "PutItem in TransactWriteItems", "KEYS#1", true],
  ["api", "PutItem", "KEYS#1", false],
  ["api", "PutItem", "REVIEW#1", false], // a put alone could leave out the version
  ["api", "ConditionCheckItem in TransactWriteItems", "REVIEW#1", true],
  ["api", "DeleteItem in TransactWriteItems", "QUEUE#order#a", true],
  ["api", "DeleteItem in TransactWriteItems", "APPROVALS#order", true],
  ["api", "DeleteItem in TransactWriteItems", "REVIEW#1", false],
  ["api", "DeleteItem in TransactWriteItems", "AUDIT#1", false],
  ["api", "DeleteItem in TransactWriteItems", "KEYS", false],
  ["api", "DeleteItem in TransactWriteItems", "RECALLS", false], // what was recalled stays so
  ["api", "PutItem in TransactWriteItems", "DOSSIER#1", false],
  ["api", "GetItem", "KEYS#1", true],
  ["api", "Query", "QUEUE#order#a", true],
  ["api", "Query", "DOSSIER#1", true],
  ["api", "Query", "OUTBOX#a", false],
  ["api", "UpdateItem", "REVIEW#1", false],
  ["api", "UpdateItem", "AUDIT#1", false],
  ["api", "BatchWriteItem", "AUDIT#1", false],
  ["api", "PartiQLUpdate", "AUDIT#1", false],
  ["api", "Scan", "REVIEW#1", false],
  ["openCases", "PutItem in TransactWriteItems", "QUEUE#order#a", true],
  ["openCases", "PutItem in TransactWriteItems", "REVIEW#1", true],
  ["openCases", "PutItem in TransactWriteItems", "AUDIT#1", true],
  ["openCases", "ConditionCheckItem in TransactWriteItems", "REVIEW#1", true],
  ["openCases", "Query", "DOSSIER#1", true],
  ["openCases", "PutItem in TransactWriteItems", "OUTBOX#a", false],
  ["openCases", "PutItem in TransactWriteItems", "KEYS", false],
  ["openCases", "GetItem", "KEYS#1", false],
  ["openCases", "DeleteItem", "AUDIT#1", false],
  ["openCases", "UpdateItem", "AUDIT#1", false],
  ["dispatch", "DeleteItem", "OUTBOX#a", true],
  ["dispatch", "Query", "OUTBOX#a", true],
  ["dispatch", "DeleteItem", "AUDIT#1", false],
  ["dispatch", "UpdateItem", "AUDIT#1", false],
  ["dispatch", "BatchWriteItem", "AUDIT#1", false],
  ["dispatch", "PartiQLDelete", "AUDIT#1", false],
  ["dispatch", "PutItem in TransactWriteItems", "AUDIT#1", false],
  ["dispatch", "Query", "AUDIT#1", false],
  ["dispatch", "Query", "DOSSIER#1", false],
  ["dispatch", "GetItem", "KEYS#1", false],
  ["dispatch", "Scan", "OUTBOX#a", false],
  ["sweep", "Query", "OUTBOX#a", true],
  ["sweep", "DeleteItem", "OUTBOX#a", true],
  ["sweep", "Query", "HELD#order#a", true],
  ["sweep", "PutItem in TransactWriteItems", "REVIEW#1", true],
  ["sweep", "PutItem in TransactWriteItems", "OUTBOX#a", true],
  ["sweep", "DeleteItem in TransactWriteItems", "HELD#order#a", true],
  ["sweep", "DeleteItem", "HELD#order#a", false],
  ["sweep", "DeleteItem", "AUDIT#1", false],
  ["sweep", "Query", "DOSSIER#1", false],
  ["sweep", "GetItem", "KEYS#1", false],
];

test.each(ACTIONS)("%s: %s on %s: %s", (who, action, key, may) => {
  const [verb, enclosing] = action.split(" in ") as [string, string | undefined];
  expect(isAllowed(statementsOf(deployed, stack[who]), `dynamodb:${verb}`, key, enclosing)).toBe(
    may,
  );
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
  expect(isAllowed([ADMINISTRATOR, ...tablePolicy()], `dynamodb:${verb}`, "AUDIT#1")).toBe(may);
});

test.each([
  ["GetItem", "KEYS#1", false],
  ["BatchGetItem", "KEYS#1", false],
  ["Query", "KEYS#1", false],
  ["PartiQLSelect", "KEYS#1", false],
  ["PutItem", "KEYS#1", false],
  ["DeleteItem", "KEYS#1", false],
  ["Query", "KEYS", true], // public halves
  ["Query", "REVIEW#1", true],
])("an administrator's %s on %s: %s", (verb, key, may) => {
  expect(isAllowed([ADMINISTRATOR, ...tablePolicy()], `dynamodb:${verb}`, key)).toBe(may);
});

test("the private halves of signing keys are the review function's, by the table's policy too", () => {
  const roleOf = (who: Who) => ({
    "Fn::GetAtt": [stack.getLogicalId(stack[who].role?.node.defaultChild as never), "Arn"],
  });
  for (const who of functions) {
    const policy = [...statementsOf(deployed, stack[who]), ...tablePolicy()];
    const may = isAllowed(policy, "dynamodb:GetItem", "KEYS#1", undefined, roleOf(who));
    expect([who, may]).toEqual([who, who === "api"]);
  }
});

function tablePolicy(): readonly Statement[] {
  const [table] = Object.values(template.findResources("AWS::DynamoDB::Table"));
  return table?.["Properties"].ResourcePolicy.PolicyDocument.Statement;
}

test.each(functions)("%s's policy is small enough to be deployed", (who) => {
  // IAM takes 10,240 characters of inline policies a role, white space left out.
  expect(JSON.stringify(statementsOf(deployed, stack[who])).length).toBeLessThan(9_000);
});

test("no statement of a role has a wildcard action, and one alone a wildcard resource", () => {
  const wild: unknown[] = [];
  for (const who of functions)
    for (const { Action, Resource } of statementsOf(deployed, stack[who])) {
      expect([Action].flat().filter((action) => action.includes("*"))).toEqual([]);
      if (JSON.stringify(Resource).includes('"*"')) wild.push(Action);
    }
  expect(wild).toEqual(["dynamodb:ListStreams"]);
});
