import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import type * as z from "zod";
import type { ActionEntry, JudgedEntry } from "../../lib/app/audit-entry.ts";
import type { DiscardLetter } from "../../lib/app/letters/discard-letter.ts";
import type { LetterItem, LetterView } from "../../lib/app/letters/letter-view.ts";
import type { RedriveLetters } from "../../lib/app/letters/redrive-letters.ts";
import type { IssuePass } from "../../lib/app/pass/issue-pass.ts";
import type { Pass } from "../../lib/app/pass/pass.ts";
import type { RecallPass } from "../../lib/app/pass/recall-pass.ts";
import type { RecordProof } from "../../lib/app/pass/record-proof.ts";
import type { RotateKeys } from "../../lib/app/pass/rotate-keys.ts";
import type { Replay } from "../../lib/app/replay.ts";
import type { Approve } from "../../lib/app/review/approvals/approve.ts";
import type { RefuseApproval } from "../../lib/app/review/approvals/refuse-approval.ts";
import type { AnswerQuestion } from "../../lib/app/review/cases/answer-question.ts";
import type { Ask } from "../../lib/app/review/cases/ask.ts";
import type { AssignCase } from "../../lib/app/review/cases/assign-case.ts";
import type { Decide } from "../../lib/app/review/cases/decide.ts";
import type { Propose } from "../../lib/app/review/cases/propose.ts";
import type { OnVersion } from "../../lib/app/review/command.ts";
import type { ApprovalView } from "../../lib/app/review/queries/approval-view.ts";
import type { CaseView, QueueItem } from "../../lib/app/review/queries/case-view.ts";
import type { SubmissionView } from "../../lib/app/review/queries/submission-view.ts";
import type { ViolationItem } from "../../lib/app/review/queries/violation-item.ts";
import type { RejectSubmission } from "../../lib/app/review/submissions/reject-submission.ts";
import type { ReleasePartially } from "../../lib/app/review/submissions/release-partially.ts";
import type { Withdraw } from "../../lib/app/review/submissions/withdraw.ts";
import { openapiDocument } from "../../lib/http/openapi.ts";
import { problemMediaType } from "../../lib/http/problem.ts";
import type { BodyOf, ParameterIn } from "../../lib/http/route.ts";
import { type RouteName, type RouteTable, routes } from "../../lib/http/routes.ts";
import type * as documents from "../../lib/http/schemas/documents.ts";
import type * as entries from "../../lib/http/schemas/entries.ts";
import type * as letters from "../../lib/http/schemas/letters.ts";
import type * as passes from "../../lib/http/schemas/passes.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document is looked at by its paths
const document = openapiDocument() as any;

test("the document is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

test("it is the same each time", () => {
  expect(JSON.stringify(openapiDocument())).toBe(JSON.stringify(document));
});

test("it has every route of the table, each once, and no other", () => {
  const told = Object.entries<Record<string, { operationId: string }>>(document.paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(
        ([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`,
      ),
  );
  expect(told.sort()).toEqual(
    routes.map(({ method, path, name }) => `${method} ${path} ${name}`).sort(),
  );
  expect(routes).toHaveLength(54);
});

const operations = routes.map((route) => ({
  ...route,
  told: document.paths[route.path][route.method.toLowerCase()],
}));

test.each(operations)(
  "$method $path says what it takes, what it answers and whom it is for",
  ({ told, path, body, isPublic, answer }) => {
    const parameters = told.parameters ?? [];
    const inPath = parameters.filter((one: { in: string }) => one.in === "path");
    expect(inPath.map(({ name }: { name: string }) => `{${name}}`)).toEqual(
      path.match(/\{\w+\}/g) ?? [],
    );
    expect(told.requestBody !== undefined).toBe(body !== undefined);
    expect(told.security).toEqual(isPublic ? [] : undefined);
    expect(told.description).not.toBe("");
    if (answer !== "file")
      expect(told.responses["200"].content["application/json"].schema).toBeDefined();
    const problems = Object.keys(told.responses).filter((status) => Number(status) >= 400);
    expect(problems).toEqual(expect.arrayContaining(["400", "500", "503"]));
    expect(problems.includes("401")).toBe(!isPublic);
  },
);

test("every example fits what it is an example of", () => {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(document, "api");
  const examples = examplesIn(document, "");
  expect(examples.length).toBeGreaterThan(30);
  for (const { pointer, example } of examples) {
    const fits = ajv.compile({ $ref: `api#${pointer}` });
    expect([pointer, fits(example), fits.errors]).toEqual([pointer, true, null]);
  }
});

interface Example {
  /** Of the schema that it is an example of. */
  readonly pointer: string;
  readonly example: unknown;
}

/** Examples of schemas, and of what has a schema beside them. */
function examplesIn(node: unknown, pointer: string): readonly Example[] {
  if (typeof node !== "object" || node === null) return [];
  const within = Object.entries(node).flatMap(([key, value]) =>
    key === "example" || key === "examples" ? [] : examplesIn(value, `${pointer}/${escaped(key)}`),
  );
  const schema = "schema" in node ? `${pointer}/schema` : pointer;
  const own = "example" in node ? [{ pointer: schema, example: node.example }] : [];
  const several = "examples" in node ? Object.values(node.examples as object) : [];
  return [...own, ...several.map(({ value }) => ({ pointer: schema, example: value })), ...within];
}

const escaped = (key: string): string =>
  encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));

test("each problem has an example that fits its own schema's members", () => {
  const { properties } = document.components.schemas.Problem;
  for (const response of Object.values<{ content: Record<string, { example: object }> }>(
    document.components.responses,
  )) {
    const { example } = response.content[problemMediaType]!;
    expect(Object.keys(example).filter((name) => !(name in properties))).toEqual([]);
  }
});

// What is published of a document has its every member, and no other: the compiler compares the names.
type Same<A, B> = [keyof A] extends [keyof B]
  ? [keyof B] extends [keyof A]
    ? true
    : false
  : false;
type Out<Schema extends z.ZodType> = z.output<Schema>;
const published: readonly true[] = [
  true satisfies Same<SubmissionView, Out<typeof documents.submission>>,
  true satisfies Same<CaseView, Out<typeof documents.reviewCase>>,
  true satisfies Same<QueueItem, Out<typeof documents.queueItem>>,
  true satisfies Same<ViolationItem, Out<typeof documents.violationItem>>,
  true satisfies Same<ApprovalView, Out<typeof documents.approval>>,
  true satisfies Same<ActionEntry, Out<typeof entries.actionEntry>>,
  true satisfies Same<JudgedEntry, Out<typeof entries.judgedEntry>>,
  true satisfies Same<Pass, Out<typeof passes.pass>>,
  true satisfies Same<RecordProof, Out<typeof passes.recordProof>>,
  true satisfies Same<Replay, Out<typeof passes.replay>>,
  true satisfies Same<LetterItem, Out<typeof letters.letterItem>>,
  true satisfies Same<LetterView, Out<typeof letters.letter>>,
];

// What a command takes stands in its body, but for what comes from path, token and headers.
type Taken<Command> = Omit<Command, keyof OnVersion | ParameterIn<RouteTable[RouteName]["path"]>>;
type Body<Name extends RouteName> = BodyOf<RouteTable[Name]>;
const taken: readonly true[] = [
  true satisfies Same<Taken<Decide>, Body<"decide">>,
  true satisfies Same<Taken<Propose>, Body<"propose">>,
  true satisfies Same<Taken<AssignCase>, Body<"assignCase">>,
  true satisfies Same<Taken<Ask>, Body<"ask">>,
  true satisfies Same<Taken<AnswerQuestion>, Body<"answerQuestion">>,
  true satisfies Same<Taken<Approve>, Body<"approve">>,
  true satisfies Same<Taken<RefuseApproval>, Body<"refuseApproval">>,
  true satisfies Same<Taken<Withdraw>, Body<"withdraw">>,
  true satisfies Same<Taken<RejectSubmission>, Body<"rejectSubmission">>,
  true satisfies Same<Taken<ReleasePartially>, Body<"releasePartially">>,
  true satisfies Same<Taken<IssuePass>, Body<"issuePass">>,
  true satisfies Same<Taken<RecallPass>, Body<"recallPass">>,
  true satisfies Same<Taken<RotateKeys>, Body<"rotateKeys">>,
  true satisfies Same<Taken<RedriveLetters>, Body<"redriveLetters">>,
  true satisfies Same<Taken<DiscardLetter>, Body<"discardLetter">>,
];

test("what is published has the members of what is kept, and bodies those of commands", () => {
  expect(published).toHaveLength(12);
  expect(taken).toHaveLength(15);
});
