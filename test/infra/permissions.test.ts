import type { FunctionName } from "../../lib/infra/names.ts";
import { place } from "../support/cloudformation.ts";
import { may, policiesOf } from "./policies.ts";
import { deployedFunctions, prod, synthesised } from "./synthesised.ts";

const deployed = synthesised(prod);
const policies = policiesOf(deployed);
const { arns } = policies;
const functions = deployedFunctions(deployed);
type Who = FunctionName | "run-machine" | "administrator";

/** An attempt as a table writes it: `PutItem in TransactWriteItems`. */
const onTable = (who: Who, action: string, leadingKey: string): boolean => {
  const [verb, enclosing] = action.split(" in ") as [string, string | undefined];
  return may(policies, deployed, who, {
    action: `dynamodb:${verb}`,
    resource: arns.table,
    context: {
      "dynamodb:LeadingKeys": [leadingKey],
      ...(enclosing && { "dynamodb:EnclosingOperation": [enclosing] }),
    },
  });
};
const put = "PutItem in TransactWriteItems";
const takeOut = "DeleteItem in TransactWriteItems";

// Who does what with which leading key, and whether it may. TransactWriteItems is the write's
// enclosing operation; all else is alone.
const ON_TABLE: readonly [who: Who, action: string, key: string, may: boolean][] = [
  ["submit", put, "AUDIT#1", true],
  ["submit", put, "DOSSIER#1", true],
  ["submit", put, "OUTBOX#a", true],
  ["submit", put, "REVIEW#1", true],
  ["submit", put, "HELD#order#a", true],
  ["submit", takeOut, "HELD#order#a", true],
  ["submit", put, "HISTORY#billing-run", true],
  ["submit", put, "FIGURES#1", true],
  ["submit", takeOut, "HISTORY#billing-run", false], // what was released stays so
  ["submit", "UpdateItem", "FIGURES#1", false],
  ["submit", "Query", "HISTORY#billing-run", true],
  ["submit", takeOut, "REVIEW#1", false],
  ["submit", put, "QUEUE#order#a", false],
  ["submit", put, "KEYS", false],
  ["submit", put, "RUNS#a", false],
  ["submit", put, "LETTERS#a", false],
  ["submit", "Query", "KEYS", false],
  ["submit", put, "REFERENCE#prices#1", false],
  ["submit", "PutItem", "AUDIT#1", false], // a put alone could overwrite without its condition
  ["submit", "PutItem", "OUTBOX#a", false],
  ["submit", "Query", "AUDIT#1", true],
  ["submit", "GetItem", "REFERENCES", true],
  ["submit", "Query", "REFERENCE#prices#1", true],
  ["submit", "Query", "OUTBOX#a", false],
  ["submit", "DeleteItem", "OUTBOX#a", false],
  ["submit", "UpdateItem", "LIMIT#1", true],
  ["submit", "UpdateItem", "REVIEW#1", false],
  ["submit", "DeleteItem", "LIMIT#1", false],
  ["api", "UpdateItem", "LIMIT#1", true],
  ["open-cases", "UpdateItem", "LIMIT#1", false],
  ["sweep", "UpdateItem", "LIMIT#1", false],
  ["api", put, "AUDIT#1", true],
  ["api", put, "AUDIT#deployment#ab", true],
  ["api", put, "REVIEW#1", true],
  ["api", put, "RECALLS", true],
  ["api", put, "KEYS", true],
  ["api", put, "RUNS#a", true],
  ["api", put, "LETTERS#a", true],
  ["api", takeOut, "RUNS#a", true],
  ["api", takeOut, "LETTERS#a", true],
  ["api", put, "KEYS#1", false], // no private half is in the table
  ["api", "PutItem", "REVIEW#1", false], // a put alone could leave out the version
  ["api", "ConditionCheckItem in TransactWriteItems", "REVIEW#1", true],
  ["api", takeOut, "QUEUE#order#a", true],
  ["api", takeOut, "APPROVALS#order", true],
  ["api", takeOut, "REVIEW#1", false],
  ["api", takeOut, "KEYS", false],
  ["api", takeOut, "RECALLS", false], // what was recalled stays so
  ["api", put, "DOSSIER#1", false],
  ["api", put, "HISTORY#billing-run", true], // a decision releases, an administrator loads
  ["api", put, "FIGURES#1", true],
  ["api", takeOut, "HISTORY#billing-run", false],
  ["api", takeOut, "FIGURES#1", false],
  ["api", "Query", "QUEUE#order#a", true],
  ["api", "Query", "DOSSIER#1", true],
  ["api", "Query", "OUTBOX#a", false],
  ["api", "UpdateItem", "REVIEW#1", false],
  ["open-cases", put, "QUEUE#order#a", true],
  ["open-cases", put, "REVIEW#1", true],
  ["open-cases", put, "AUDIT#1", true],
  ["open-cases", "ConditionCheckItem in TransactWriteItems", "REVIEW#1", true],
  ["open-cases", "Query", "DOSSIER#1", true],
  ["open-cases", put, "OUTBOX#a", false],
  ["open-cases", put, "KEYS", false],
  ["open-cases", put, "HISTORY#billing-run", false],
  ["open-cases", put, "RUNS#a", false],
  ["dispatch", "DeleteItem", "OUTBOX#a", true],
  ["dispatch", "Query", "OUTBOX#a", true],
  ["dispatch", put, "AUDIT#1", false],
  ["dispatch", "Query", "AUDIT#1", false],
  ["dispatch", "Query", "DOSSIER#1", false],
  ["sweep", "Query", "OUTBOX#a", true],
  ["sweep", "DeleteItem", "OUTBOX#a", true],
  ["sweep", "Query", "HELD#order#a", true],
  ["sweep", "Query", "RUNS#a", true],
  ["sweep", put, "REVIEW#1", true],
  ["sweep", put, "OUTBOX#a", true],
  ["sweep", put, "RUNS#a", true],
  ["sweep", takeOut, "HELD#order#a", true],
  ["sweep", "DeleteItem", "HELD#order#a", false],
  ["sweep", "Query", "DOSSIER#1", false],
  ["sweep", put, "LETTERS#a", false],
  ["sweep", put, "HISTORY#billing-run", false], // time releases nothing
  ["bury", put, "LETTERS#a", true],
  ["bury", put, "AUDIT#1", true],
  ["bury", put, "REVIEW#1", true],
  ["bury", put, "OUTBOX#a", false], // sending again is a person's decision
  ["bury", "Query", "DOSSIER#1", false],
  ["archive", "Query", "AUDIT#1", true],
  ["archive", put, "AUDIT#1", false],
  ["archive", "Query", "FIGURES#1", true],
  ["archive", put, "REVIEW#1", false],
  ["seal", "Query", "KEYS", true],
  ["seal", put, "KEYS", false],
  ["seal", "Query", "AUDIT#1", false],
  ["split", "GetItem", "REVIEW#1", true],
  ["split", put, "REVIEW#1", false],
  ["split", "Query", "HISTORY#billing-run", true],
  ["split", "Query", "FIGURES#1", true],
  ["split", put, "FIGURES#1", false],
  ["judge-chunk", "Query", "REFERENCE#prices#1", true],
  ["judge-chunk", put, "AUDIT#1", false],
  ["judge-chunk", "Query", "DOSSIER#1", false],
  ["judge-keys", put, "AUDIT#1", false],
  ["conclude", put, "AUDIT#1", true],
  ["conclude", put, "REVIEW#1", true],
  ["conclude", put, "RUNS#a", true],
  ["conclude", takeOut, "RUNS#a", true],
  ["conclude", put, "OUTBOX#a", true],
  ["conclude", put, "QUEUE#order#a", false],
  ["conclude", put, "HISTORY#billing-run", true],
  ["conclude", put, "FIGURES#1", true],
  ["conclude", "PutItem", "AUDIT#1", false],
  ["conclude", "DeleteItem", "OUTBOX#a", false],
];

test.each(ON_TABLE)("%s: %s on %s: %s", (who, action, key, allowed) => {
  expect(onTable(who, action, key)).toBe(allowed);
});

const FORBIDDEN_ON_AUDIT = [
  "UpdateItem",
  "UpdateItem in TransactWriteItems",
  "DeleteItem",
  "DeleteItem in TransactWriteItems",
  "BatchWriteItem",
  "PartiQLInsert",
  "PartiQLUpdate",
  "PartiQLDelete",
];
const everybody: readonly Who[] = [...functions, "run-machine", "administrator"];
const byEverybody = <Row extends string>(rows: readonly Row[]): readonly (readonly [Who, Row])[] =>
  everybody.flatMap((who) => rows.map((row) => [who, row] as const));

test.each(byEverybody(FORBIDDEN_ON_AUDIT))("%s never: %s of an audit entry", (who, action) => {
  expect(onTable(who, action, "AUDIT#1")).toBe(false);
});

const withoutKeys = [
  "Scan",
  "PartiQLSelect",
  "ExportTableToPointInTime",
  "DeleteTable",
  "UpdateTable",
];
test.each(functions.flatMap((who) => withoutKeys.map((action) => [who, action] as const)))(
  "%s never: %s",
  (who, action) => {
    const wish = { action: `dynamodb:${action}`, resource: arns.table };
    expect(may(policies, deployed, who, wish)).toBe(false);
  },
);

test.each(functions)("%s has nothing of the table where no leading key is named", (who) => {
  for (const action of ["GetItem", "Query", "PutItem", "DeleteItem"])
    expect(
      may(policies, deployed, who, {
        action: `dynamodb:${action}`,
        resource: arns.table,
        context: { "dynamodb:EnclosingOperation": ["TransactWriteItems"] },
      }),
    ).toBe(false);
});

test.each(functions)("%s is refused when one of several leading keys is not its own", (who) => {
  for (const action of ["GetItem", "Query", "PutItem"])
    expect(
      may(policies, deployed, who, {
        action: `dynamodb:${action}`,
        resource: arns.table,
        context: {
          "dynamodb:LeadingKeys": ["AUDIT#1", "SOMETHING#1"],
          "dynamodb:EnclosingOperation": ["TransactWriteItems"],
        },
      }),
    ).toBe(false);
});

// Objects: payloads and reports, runs, work, what a restore needs.
const ON_OBJECTS: readonly [who: Who, action: string, name: string, may: boolean][] = [
  ["submit", "PutObject", "dossiers/1/a", true],
  ["submit", "GetObject", "dossiers/1/a", true],
  ["submit", "GetObject", "runs/1/results/index.json", true], // what went out of what is corrected
  ["submit", "GetObject", "runs/1/files/0", false],
  ["submit", "DeleteObject", "dossiers/1/a", false],
  ["submit", "PutObject", "restore/1/a", false],
  ["api", "PutObject", "runs/1/files/0", true], // so are the addresses that it signs
  ["api", "AbortMultipartUpload", "runs/1/files/0", true],
  ["api", "GetObject", "runs/1/results/index.json", true],
  ["api", "DeleteObject", "runs/1/files/0", true],
  ["api", "DeleteObject", "work/1/plan.json", true], // a cancelled run leaves nothing
  ["api", "DeleteObject", "work/1/part/0", true],
  ["submit", "GetObject", "runs/1/results/index.json", true],
  ["sweep", "AbortMultipartUpload", "runs/1/files/0", true],
  ["api", "DeleteObject", "dossiers/1/a", false],
  ["api", "GetObject", "restore/1/dossier", false],
  ["api", "PutObject", "work/1/plan.json", false],
  ["open-cases", "GetObject", "dossiers/1/a", true],
  ["open-cases", "PutObject", "dossiers/1/a", false],
  ["open-cases", "DeleteObject", "dossiers/1/a", false],
  ["dispatch", "GetObject", "dossiers/1/a", false],
  ["sweep", "DeleteObject", "runs/1/files/0", true],
  ["sweep", "AbortMultipartUpload", "runs/1/files/0", true], // of a run that expired
  ["sweep", "DeleteObject", "dossiers/1/a", false],
  ["bury", "GetObject", "dossiers/1/a", false],
  ["archive", "PutObject", "restore/1/dossier", true],
  ["archive", "PutObject", "dossiers/1/a", false],
  ["seal", "GetObject", "dossiers/1/a", false],
  ["split", "GetObject", "runs/1/files/0", true],
  ["split", "PutObject", "work/1/plan.json", true],
  ["split", "PutObject", "runs/1/files/0", false], // nobody changes what was uploaded
  ["judge-chunk", "GetObject", "runs/1/files/0", true],
  ["judge-chunk", "PutObject", "work/1/part/0", true],
  ["judge-chunk", "PutObject", "runs/1/files/0", false],
  ["judge-chunk", "GetObject", "dossiers/1/a", false],
  ["judge-keys", "PutObject", "work/1/keys/0", true],
  ["judge-keys", "PutObject", "runs/1/results/index.json", false],
  ["conclude", "PutObject", "runs/1/results/index.json", true],
  ["conclude", "PutObject", "dossiers/1/a", true],
  ["conclude", "DeleteObject", "runs/1/files/0", false],
  ["run-machine", "GetObject", "work/1/list.json", true],
  ["run-machine", "GetObject", "runs/1/files/0", false],
  ["run-machine", "PutObject", "work/1/list.json", false],
];

test.each(ON_OBJECTS)("%s: %s of %s: %s", (who, action, name, allowed) => {
  const wish = { action: `s3:${action}`, resource: `${arns.objects}/${name}` };
  expect(may(policies, deployed, who, wish)).toBe(allowed);
  const plainly = { ...wish, context: { "aws:SecureTransport": ["false"] } };
  expect(may(policies, deployed, who, plainly)).toBe(false);
});

const FORBIDDEN_ON_ARCHIVE = [
  "BypassGovernanceRetention",
  "DeleteObject",
  "DeleteObjectVersion",
  "PutObjectLegalHold",
  "PutObjectRetention",
];
test.each(byEverybody(FORBIDDEN_ON_ARCHIVE))("%s never: s3:%s in the archive", (who, action) => {
  const wish = { action: `s3:${action}`, resource: `${arns.archive}/entries/1` };
  expect(may(policies, deployed, who, wish)).toBe(false);
});

test.each(everybody)("%s writes into the archive only what it is there for", (who) => {
  const writes = (name: string) =>
    may(policies, deployed, who, { action: "s3:PutObject", resource: `${arns.archive}/${name}` });
  expect(["entries/1", "late/1", "lists/1", "seals/1"].filter(writes)).toEqual(
    who === "archive"
      ? ["entries/1", "late/1"]
      : who === "seal"
        ? ["late/1", "lists/1", "seals/1"]
        : [],
  );
});

// Keys: whose they are, through whom, and for what.
const through = (service: string) => ({
  "kms:ViaService": [`${service}.${place.region}.amazonaws.com`],
});
const ON_KEYS: readonly [
  who: Who,
  action: string,
  key: "data" | "signing",
  context: Readonly<Record<string, string[]>>,
  may: boolean,
][] = [
  ["submit", "Decrypt", "data", through("dynamodb"), true],
  ["submit", "Decrypt", "data", through("s3"), true],
  ["submit", "Decrypt", "data", through("secretsmanager"), true],
  ["submit", "Decrypt", "data", {}, false], // only through the services that keep our data
  ["submit", "Decrypt", "data", through("lambda"), false],
  ["submit", "Sign", "signing", { "kms:SigningAlgorithm": ["ECDSA_SHA_256"] }, false],
  ["api", "Sign", "signing", { "kms:SigningAlgorithm": ["ECDSA_SHA_256"] }, true],
  ["api", "Sign", "signing", { "kms:SigningAlgorithm": ["ECDSA_SHA_384"] }, false],
  ["api", "GetPublicKey", "signing", {}, true],
  ["seal", "Sign", "signing", { "kms:SigningAlgorithm": ["ECDSA_SHA_256"] }, true],
  ["archive", "Sign", "signing", { "kms:SigningAlgorithm": ["ECDSA_SHA_256"] }, false],
  ["sweep", "Sign", "signing", { "kms:SigningAlgorithm": ["ECDSA_SHA_256"] }, false],
  ["open-cases", "Sign", "signing", { "kms:SigningAlgorithm": ["ECDSA_SHA_256"] }, false],
  ["conclude", "Sign", "signing", { "kms:SigningAlgorithm": ["ECDSA_SHA_256"] }, false],
  ["judge-chunk", "Decrypt", "data", {}, false],
  ["dispatch", "Decrypt", "data", through("dynamodb"), true],
];
test.each(ON_KEYS)("%s: kms:%s with the %s key by %j: %s", (who, action, key, context, allowed) => {
  const keys = key === "data" ? [arns.dataKey] : policies.signingKeys;
  expect(keys.length).toBe(key === "data" ? 1 : 2);
  for (const resource of keys)
    expect(may(policies, deployed, who, { action: `kms:${action}`, resource, context })).toBe(
      allowed,
    );
});

const OF_KEYS = ["ScheduleKeyDeletion", "DisableKey", "PutKeyPolicy", "CreateGrant", "DeleteAlias"];
test.each(functions.flatMap((who) => OF_KEYS.map((action) => [who, action] as const)))(
  "%s never: kms:%s",
  (who, action) => {
    for (const resource of [arns.dataKey, ...policies.signingKeys])
      expect(may(policies, deployed, who, { action: `kms:${action}`, resource })).toBe(false);
  },
);

const machine = `arn:aws:states:${place.region}:${place.account}:stateMachine:holdpoint-prod-runs`;
const execution = `arn:aws:states:${place.region}:${place.account}:execution:holdpoint-prod-runs:1-1`;
const ELSEWHERE: readonly [who: Who, action: string, resource: string, may: boolean][] = [
  ["dispatch", "sqs:SendMessage", arns.queue, true],
  ["dispatch", "sqs:SendMessage", arns.dead, false],
  ["dispatch", "sqs:ReceiveMessage", arns.queue, false],
  ["sweep", "sqs:SendMessage", arns.queue, true],
  ["open-cases", "sqs:ReceiveMessage", arns.queue, true],
  ["open-cases", "sqs:SendMessage", arns.dead, true],
  ["open-cases", "sqs:SendMessage", arns.queue, false],
  ["open-cases", "sqs:ReceiveMessage", arns.dead, false],
  ["open-cases", "sqs:PurgeQueue", arns.queue, false],
  ["bury", "sqs:ReceiveMessage", arns.dead, true],
  ["bury", "sqs:DeleteMessage", arns.dead, true],
  ["bury", "sqs:SendMessage", arns.queue, false],
  ["submit", "sqs:SendMessage", arns.queue, false],
  ["submit", "secretsmanager:GetSecretValue", arns.secret, true],
  ["api", "secretsmanager:GetSecretValue", arns.secret, true],
  ["api", "secretsmanager:PutSecretValue", arns.secret, false],
  ["sweep", "secretsmanager:GetSecretValue", arns.secret, false],
  ["api", "states:StartExecution", machine, true],
  ["api", "states:StopExecution", execution, true],
  ["sweep", "states:DescribeExecution", execution, true],
  ["submit", "states:StartExecution", machine, false],
  ["judge-chunk", "states:StartExecution", machine, false],
  ["run-machine", "states:StartExecution", machine, true],
  ["run-machine", "lambda:InvokeFunction", functionArn("judge-chunk"), true],
  ["run-machine", "lambda:InvokeFunction", functionArn("conclude"), true],
  ["run-machine", "lambda:InvokeFunction", functionArn("submit"), false],
  ["run-machine", "lambda:InvokeFunction", functionArn("api"), false],
  ["submit", "lambda:InvokeFunction", functionArn("api"), false],
  ["submit", "iam:PassRole", "arn:aws:iam::111122223333:role/x", false],
  ["api", "sts:AssumeRole", "arn:aws:iam::111122223333:role/x", false],
];
test.each(ELSEWHERE)("%s: %s of %s: %s", (who, action, resource, allowed) => {
  expect(may(policies, deployed, who, { action, resource })).toBe(allowed);
});

test.each([
  ["archive", "com.holdpoint", true],
  ["archive", "aws.s3", false], // nobody speaks in another's name
  ["api", "com.holdpoint", false],
] as const)("%s sends events as %s: %s", (who, source, allowed) => {
  const context = { "events:source": [source] };
  expect(
    may(policies, deployed, who, { action: "events:PutEvents", resource: arns.bus, context }),
  ).toBe(allowed);
});

test.each([...policies.roles])(
  "%s's policy is small enough, and names each statement once",
  (_, statements) => {
    // IAM takes 10,240 characters of inline policies a role, white space left out.
    expect(JSON.stringify(statements).length).toBeLessThan(9_500);
    const names = statements.flatMap(({ Sid }) => Sid ?? []);
    expect(new Set(names).size).toBe(names.length);
  },
);

test("no statement of a role has a wildcard action, and a wildcard resource only where there is no other", () => {
  const wild: unknown[] = [];
  for (const [role, statements] of policies.roles)
    for (const { Action, Resource } of statements) {
      expect([Action].flat().filter((action) => action.includes("*"))).toEqual([]);
      if ([Resource].flat().includes("*"))
        wild.push([role.split("-").slice(2, -3).join("-"), [Action].flat()[0]]);
    }
  expect(wild.sort()).toEqual([
    ["archive", "dynamodb:ListStreams"],
    ["dispatch", "dynamodb:ListStreams"],
    ["run-machine", "logs:CreateLogDelivery"],
  ]);
});

function functionArn(folder: FunctionName): string {
  return `arn:aws:lambda:${place.region}:${place.account}:holdpoint-prod-${folder}`;
}
