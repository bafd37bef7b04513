import * as z from "zod";
import type { JsonObject } from "../core/expression/value.ts";
import { kindProblem } from "../subjects/envelope.ts";
import { submission } from "../subjects/submission.ts";
import { GateError, type Mistake } from "./errors.ts";
import type { Body } from "./read-body.ts";

/** What the gate itself fills in, from the token and the deployment. */
export interface Filled {
  readonly submission_id: string;
  readonly tenant_id: string;
  readonly submitted_by: string;
}

/** The headers that an envelope may have. Unknown ones are mistakes; `ext` takes the sender's own. */
const envelope = z.strictObject({
  ...submission.shape,
  tenant_id: z.string().nullish(),
  subject_kind: z.string().nullish(),
});

/**
 * The headers that rules see as `submission`: those that were sent, checked, with the gate's own.
 * What the gate fills in may be sent, in the envelope or in a record, if it says the same.
 *
 * @throws {GateError} `invalid` with the JSON Pointer of every mistake.
 */
export function headersOf(
  { headers, readings }: Body,
  expected: { readonly filled: Filled; readonly subject: string; readonly idempotencyKey: string },
): JsonObject {
  const { filled, subject, idempotencyKey } = expected;
  const stated = { ...filled, subject_kind: subject, idempotency_key: idempotencyKey };
  const mistakes = [
    ...(headers === undefined ? [] : shapeMistakes(headers)),
    ...(headers === undefined ? [] : differing(headers, stated, "")),
    ...readings.flatMap((reading) =>
      reading.kind === "record"
        ? differing(reading.value, { ...filled }, reading.place.pointer as string)
        : [],
    ),
  ];
  if (mistakes.length > 0)
    throw new GateError(
      "invalid",
      `the submission has ${mistakes.length} mistakes in its headers`,
      {
        mistakes: mistakes.slice(0, mistakesMax),
      },
    );
  const { submission_id, submitted_by } = filled;
  return { ...headers, submission_id, submitted_by };
}

/** Mistakes told at once. */
const mistakesMax = 100;

function shapeMistakes(headers: JsonObject): readonly Mistake[] {
  const read = envelope.safeParse(headers);
  if (read.success) return [];
  return read.error.issues.flatMap((issue): readonly Mistake[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({
          pointer: pointerTo([key]),
          message: "no such header: put your own into ext",
        }))
      : [{ pointer: pointerTo(issue.path), message: issue.message }],
  );
}

function differing(
  sent: JsonObject,
  stated: Readonly<Record<string, string>>,
  within: string,
): readonly Mistake[] {
  return Object.entries(stated).flatMap(([name, value]) =>
    !Object.hasOwn(sent, name) || sent[name] === null || sent[name] === value
      ? []
      : [{ pointer: `${within}/${name}`, message: differs(name, sent[name], value) }],
  );
}

function differs(name: string, sent: unknown, stated: string): string {
  const other = name === "subject_kind" ? kindProblem(sent, stated) : undefined;
  if (other !== undefined) return other;
  if (name === "idempotency_key") return "the header Idempotency-Key says otherwise";
  return "the gate fills this in, and it is something else: leave it out";
}

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
