import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { shippedFolder } from "../adapters/files/shipped.ts";
import { GateError } from "../app/errors.ts";
import { submissionIdOf } from "../app/submission-id.ts";
import type { Answer } from "../app/submit.ts";
import type { Problem } from "../http/problem.ts";
import { requestEvent } from "./http/request-event.ts";
import type { LocalIssuer } from "./issuer.ts";
import { localIssuer } from "./issuer.ts";
import type { LocalGate } from "./local-gate.ts";
import { takenNow } from "./snapshot-days.ts";

/** A shipped submission that shows what a gate does. */
export interface Example {
  readonly gate: string;
  /** `order/hold.json` */
  readonly name: string;
  readonly body: Uint8Array;
}

/** Who sends the examples: a machine, as a shop or a billing engine is. */
const sender = "examples";

/** The examples of some gates, by name. */
export const examplesOf = (gates: readonly string[]): readonly Example[] =>
  gates.flatMap((gate) => {
    const folder = join(shippedFolder("examples"), gate);
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    return files.sort().map((name) => ({
      gate,
      name: `${gate}/${name}`,
      body: readFileSync(join(folder, name)),
    }));
  });

/** The folders of the tables that the examples look things up in. */
export const exampleReferences = (gates: readonly string[]): readonly string[] =>
  gates
    .map((gate) => join(shippedFolder("examples"), gate, "reference"))
    .filter((folder) => existsSync(folder));

export interface SubmittedExample {
  readonly example: Example;
  readonly submission: string;
  readonly verdict: string;
  /** Whether it was there before. */
  readonly isKnown: boolean;
}

/**
 * The key of a submission that was given none: what its envelope says, else its digest; so that the
 * same bytes are one submission, however often they are sent.
 */
export function usualKey(body: Uint8Array): string {
  try {
    const key = JSON.parse(Buffer.from(body).toString("utf8"))?.idempotency_key;
    if (typeof key === "string") return key;
  } catch {
    // What is no JSON is refused by the gate, with its line and column.
  }
  return `sha256-${createHash("sha256").update(body).digest("hex")}`;
}

/**
 * Submits examples as any sender would: with a token, under a key. The key comes from the file, so
 * that an example is submitted once, however often the gate is started. A snapshot of stock, which
 * is judged by its age, is submitted as it would be taken now.
 *
 * @throws {GateError} `unavailable` with what the gate answered, where that is no verdict.
 */
export async function submitExamples(
  gate: LocalGate,
  issuer: LocalIssuer,
  examples: readonly Example[],
  now: Date,
): Promise<readonly SubmittedExample[]> {
  const bearer = { login: sender, roles: ["submitter"] } as const;
  const token = await issuer.mint(bearer, now, 300);
  const submitted: SubmittedExample[] = [];
  for (const example of examples) {
    const key = usualKey(example.body);
    const id = submissionIdOf(example.gate, `${localIssuer}|${sender}`, key);
    const earlier = await gate.store.audits.find(id);
    const verdict = earlier?.verdict ?? (await submitOne(gate, example, key, token, now));
    submitted.push({ example, submission: id, verdict, isKnown: earlier !== undefined });
  }
  return submitted;
}

async function submitOne(
  gate: LocalGate,
  { gate: name, name: file, body }: Example,
  key: string,
  token: string,
  now: Date,
): Promise<string> {
  const rawHeaders = [
    ["content-type", "application/json"],
    ["authorization", `Bearer ${token}`],
    ["idempotency-key", key],
  ].flat();
  const { statusCode, body: answer = "" } = await gate.answer(
    requestEvent({
      id: key,
      method: "POST",
      target: `/v1/gates/${name}/submissions`,
      rawHeaders,
      body: takenNow(body, now),
      sourceIp: "127.0.0.1",
      receivedAt: now,
    }),
  );
  const told = JSON.parse(answer) as Partial<Answer> & Partial<Problem>;
  if (statusCode === 200 && told.verdict !== undefined) return told.verdict;
  const mistakes = (told.mistakes ?? []).map(
    ({ pointer, message }) => `\n  ${pointer}: ${message}`,
  );
  throw new GateError(
    "unavailable",
    `the example ${file} was not judged: ${told.detail}${mistakes.join("")}`,
  );
}
