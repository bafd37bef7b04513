import { cancelRun } from "../../../lib/app/large-run/cancel-run.ts";
import { failRun } from "../../../lib/app/large-run/fail-run.ts";
import { finishRun } from "../../../lib/app/large-run/finish-run.ts";
import type { LargeRun } from "../../../lib/app/large-run/run.ts";
import { runIndex } from "../../../lib/app/large-run/run-lists.ts";
import { runObjects } from "../../../lib/app/large-run/run-objects.ts";
import { bytesIn } from "../../../lib/app/large-run/run-uploads.ts";
import { startRun } from "../../../lib/app/large-run/start-run.ts";
import { approve } from "../../../lib/app/review/approvals/approve.ts";
import { releasePartially } from "../../../lib/app/review/submissions/release-partially.ts";
import { submit } from "../../../lib/app/submit.ts";
import { mistakesIn } from "../../support/accounting.ts";
import fc from "../../support/fast-check.ts";
import { type MarkedOrder, marked, markedLines, markRules } from "../../support/marks-gate.ts";
import { agreed, callerOf, people } from "../../support/reviewed-gate.ts";
import { concluded, type RunGate, runGate } from "../../support/run-gate.ts";

let it: RunGate;
beforeAll(async () => {
  it = await runGate();
});
afterAll(() => it.close());

const { shop, manager, compliance } = people;
let count = 0;
const fresh = (): string => `correction-${count++}`;

const wrong: readonly MarkedOrder[] = [
  { number: "1", marks: [] },
  { number: "2", marks: ["hold1"] },
  { number: "3", marks: ["hold1", "hold2"] },
];
const right: readonly MarkedOrder[] = [
  { number: "2", marks: [] },
  { number: "3", marks: ["hold2"] },
];

/** An envelope with records, as a file of a run. */
const envelope = (orders: readonly MarkedOrder[], headers: object): Record<string, string> => ({
  "a.json": Buffer.from(marked(orders, { ...headers })).toString("utf8"),
});
const runOf = (orders: readonly MarkedOrder[], headers: object = {}, bounds = {}) =>
  it.judged(fresh(), envelope(orders, headers), bounds);
async function submitted(orders: readonly MarkedOrder[], headers: object = {}) {
  const body = marked(orders, { ...headers });
  const command = { gate: "marks", caller: shop, idempotencyKey: fresh(), body };
  const answer = await submit(it.ports, command);
  await it.gate.deliver();
  return answer;
}
const stateOf = async (id: string) => (await it.ports.submissions.find(id))?.state;
const casesOf = async (id: string) =>
  Object.fromEntries(
    (await it.ports.cases.of(id)).map((one) => [`${one.rule} ${one.violations}`, one.state]),
  );
async function started(files: Readonly<Record<string, string>>): Promise<LargeRun> {
  const up = await it.upload(fresh(), files);
  await startRun(it.ports, { caller: shop, run: up.id, files: up.files });
  return (await it.ports.runs.find(up.id)) as LargeRun;
}
async function inPart(submission: string): Promise<void> {
  const { entry } = await releasePartially(it.ports, {
    caller: manager,
    submission,
    reason: agreed,
  });
  const { approval } = entry;
  if (approval === undefined) return;
  const { binding } = (await it.ports.approvals.find(approval))!;
  await approve(it.ports, { caller: compliance, approval, binding });
}

describe("corrections", () => {
  test("a run corrects a submission, whose cases end by what became of them", async () => {
    const { submission_id: first } = await submitted(wrong);
    const run = await runOf(right, { supersedes: first });
    expect(await stateOf(first)).toBe("superseded");
    expect(await it.ports.submissions.find(run.id)).toMatchObject({
      state: "held",
      supersedes: first,
    });
    // Which records are in a run nobody reads again: nothing counts as fixed.
    expect(await casesOf(first)).toEqual({
      [`${markRules.hold1} 0-1`]: "obsolete",
      [`${markRules.hold2} 0`]: "obsolete",
    });
  });

  test("a submission corrects a run", async () => {
    const run = await runOf(wrong);
    const { submission_id: second } = await submitted(right, { supersedes: run.id });
    expect(await stateOf(run.id)).toBe("superseded");
    expect((await it.ports.submissions.find(second))?.supersedes).toBe(run.id);
    expect(await casesOf(run.id)).toEqual({
      [`${markRules.hold1} 0-1`]: "fixed",
      [`${markRules.hold2} 0`]: "obsolete",
    });
  });

  test("a case whose violations are only counted ends as a whole", async () => {
    const run = await runOf(wrong, {}, { violationsMax: 1 });
    const next = await runOf(right, { supersedes: run.id }, { violationsMax: 0 });
    expect(await casesOf(run.id)).toEqual({
      [`${markRules.hold1} 0-1`]: "obsolete",
      [`${markRules.hold2} 0`]: "obsolete",
    });
    const on = (await it.ports.cases.of(run.id)).flatMap((one) => one.continuedIn ?? []);
    expect(on).toEqual((await it.ports.cases.of(next.id)).map(({ id }) => id));
  });

  // What went out before, what corrects it with a record that did: each way it is refused.
  test("a record that went out does not go out again, whichever of the two was a run", async () => {
    const again = wrong.slice(0, 2);
    const run = await runOf(wrong);
    await inPart(run.id);
    await expect(submitted(again, { supersedes: run.id })).rejects.toMatchObject({
      code: "invalid",
      reason: "already_released",
      mistakes: [{ pointer: "/subject/0" }],
    });
    const second = await started(envelope(again, { supersedes: run.id }));
    expect((await it.finish(second)).is).toBe("failed");
    expect(await it.ports.runs.find(second.id)).toMatchObject({
      state: "failed",
      failure: { code: "already_released", message: expect.stringContaining("a.json") },
    });
    const { submission_id: small } = await submitted(wrong);
    await inPart(small);
    const third = await started(envelope(again, { supersedes: small }));
    expect((await it.finish(third)).is).toBe("failed");
    // Without it either is corrected.
    expect(await stateOf((await runOf(right, { supersedes: small })).id)).toBe("held");
    const { submission_id: last } = await submitted(right, { supersedes: run.id });
    expect(await stateOf(last)).toBe("held");
  });

  test("a run whose list is too long to be compared is refused, and says what to send", async () => {
    const run = await runOf(wrong);
    await inPart(run.id);
    const { objects } = it.ports;
    const find = async (name: string) => {
      const found = await objects.find(name);
      return found && { ...found, sizeBytes: found.sizeBytes + 1024 ** 3 };
    };
    await expect(
      submit(
        { ...it.ports, objects: { ...objects, find } },
        {
          gate: "marks",
          caller: shop,
          idempotencyKey: fresh(),
          body: marked(right, { supersedes: run.id }),
        },
      ),
    ).rejects.toMatchObject({ code: "too_large" });
  });

  test.each<[string, (lines: readonly string[]) => readonly string[]]>([
    ["lacks a record", (lines) => lines.slice(1)],
    ["says of a record that it stayed", (lines) => lines.map((l) => l.replace('"pass"', '"hold"'))],
    ["is empty", () => []],
    ["names a record otherwise", (lines) => lines.map((l) => l.replace('"key":"1"', '"key":"9"'))],
  ])("nothing goes out again because the list of what went out %s", async (_, change) => {
    const run = await runOf(wrong);
    await inPart(run.id);
    const { objects } = it.ports;
    const [list = ""] = (await runIndex(objects, run.id)).records.lists;
    const text = (await bytesIn(objects, list)).toString("utf8").trimEnd();
    const changed = change(text.split("\n")).map((line) => `${line}\n`);
    expect(changed.join("")).not.toBe(`${text}\n`);
    await objects.write(list, Buffer.from(changed.join("")));
    const again = submitted(wrong.slice(0, 1), { supersedes: run.id });
    await expect(again).rejects.toMatchObject({ code: "unavailable", reason: "evidence_changed" });
    expect(await stateOf(run.id)).toBe("partially_released");
  });

  test("only its sender corrects a submission, by a run as by any", async () => {
    const other = callerOf("rival", "submitter");
    const { submission_id: theirs } = await submit(it.ports, {
      gate: "marks",
      caller: { ...other, department: "elsewhere" },
      idempotencyKey: fresh(),
      body: marked(wrong),
    });
    const run = await started(envelope(right, { supersedes: theirs }));
    expect((await it.finish(run)).is).toBe("failed");
    expect(await stateOf(theirs)).toBe("held");
    const refused = (await it.ports.audits.trail(theirs)).filter(
      ({ action }) => action === "attempt.refused",
    );
    expect(refused).toHaveLength(1);
  });
});

test("an envelope that says what the gate fills in otherwise is no submission", async () => {
  const run = await started(envelope(wrong, {}));
  const found = await concluded(it.ports, run);
  const lying = { ...found, plan: { ...found.plan, header: { submitted_by: "somebody else" } } };
  expect(await finishRun(it.ports, run.id, lying)).toEqual({ is: "failed" });
  expect(await it.ports.runs.find(run.id)).toMatchObject({
    state: "failed",
    failure: { code: "invalid", message: expect.stringContaining("/submitted_by") },
  });
  expect(await it.ports.audits.find(run.id)).toBeUndefined();
});

test("a submission took the key while the run was under way: the run fails, and the other stands", async () => {
  const key = fresh();
  const up = await it.upload(key, envelope(wrong, {}));
  await startRun(it.ports, { caller: shop, run: up.id, files: up.files });
  const { submission_id: taken } = await it.gate.submit(key, right);
  expect(taken).toBe(up.id);
  const run = (await it.ports.runs.find(up.id)) as LargeRun;
  expect((await it.finish(run)).is).toBe("failed");
  expect((await it.ports.audits.find(up.id))?.run).toBeUndefined();
});

test("finishing twice, late, and beside a cancellation or failure gives one verdict or none", async () => {
  const text = markedLines(wrong);
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(["finish", "finish", "finish", "cancel", "fail"], { minLength: 2 }),
      async (acts) => {
        const run = await started({ "a.ndjson": text });
        const found = await concluded(it.ports, run);
        const results = await Promise.allSettled(
          acts.map((act): Promise<unknown> => {
            if (act === "finish") return finishRun(it.ports, run.id, found);
            if (act === "fail")
              return failRun(it.ports, run.id, { attempt: 1, code: "late", message: "late" });
            return cancelRun(it.ports, { caller: shop, run: run.id, text: "over" });
          }),
        );
        const { state } = (await it.ports.runs.find(run.id)) as LargeRun;
        const entry = await it.ports.audits.find(run.id);
        const submission = await it.ports.submissions.find(run.id);
        // Judged if and only if its entry and its submission are there.
        expect([entry !== undefined, submission !== undefined]).toEqual(
          Array(2).fill(state === "judged"),
        );
        for (const result of results) {
          if (result.status === "rejected") {
            expect(result.reason).toMatchObject({ reason: "run_ended" });
            continue;
          }
          const { value } = result as PromiseFulfilledResult<{ is?: string; entry?: object }>;
          if (value?.is === "judged") expect(value.entry).toEqual(entry);
        }
        await it.gate.deliver();
        if (state === "judged") expect(await mistakesIn(it.ports, run.id)).toEqual([]);
        else await cancelRun(it.ports, { caller: shop, run: run.id, text: "over" }).catch(() => {});
        expect((await it.ports.objects.find(runObjects.file(run.id, 0))) !== undefined).toBe(
          state === "judged",
        );
      },
    ),
    { numRuns: 25 },
  );
});
