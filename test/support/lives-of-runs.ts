import { cancelRun } from "../../lib/app/large-run/cancel-run.ts";
import { expireRuns } from "../../lib/app/large-run/expire-runs.ts";
import { failRun } from "../../lib/app/large-run/fail-run.ts";
import { openRun } from "../../lib/app/large-run/open-run.ts";
import { resumeRun } from "../../lib/app/large-run/resume-run.ts";
import type { LargeRun, RunState } from "../../lib/app/large-run/run.ts";
import { runObjects } from "../../lib/app/large-run/run-objects.ts";
import { startRun } from "../../lib/app/large-run/start-run.ts";
import { buryMessage } from "../../lib/app/letters/bury-message.ts";
import { discardLetter } from "../../lib/app/letters/discard-letter.ts";
import { redriveLetter } from "../../lib/app/letters/redrive-letter.ts";
import { issuePass } from "../../lib/app/pass/issue-pass.ts";
import { replay } from "../../lib/app/replay.ts";
import type { Approval } from "../../lib/app/review/approval.ts";
import { approve } from "../../lib/app/review/approvals/approve.ts";
import { releasePartially } from "../../lib/app/review/submissions/release-partially.ts";
import { submit } from "../../lib/app/submit.ts";
import { marked, markedLines } from "./marks-gate.ts";
import { agreed, people } from "./reviewed-gate.ts";
import { type RunGate, testMachine, type Uploaded } from "./run-gate.ts";

/** Large submissions and dead letters, each somewhere on its way. */
export interface Lives {
  readonly runs: Readonly<Record<RunState | "uploading" | "resumed", string>>;
  readonly uploading: Uploaded;
  readonly letters: { readonly dead: string; readonly redriven: string; readonly strange: string };
  /** The submission that dead letters are of. */
  readonly submission: string;
}

const { shop, manager, compliance, admin, auditor } = people;
const lines = markedLines([
  { number: "1", marks: [] },
  { number: "2", marks: ["hold1"] },
]);
const files = { "orders.ndjson": lines };

/**
 * Lives all of them as far as each goes.
 *
 * @param stored called after each step: what it stored is archived by then.
 */
export async function liveRuns(it: RunGate, stored: () => Promise<void>): Promise<Lives> {
  const step = async <Result>(did: Promise<Result>): Promise<Result> => {
    const result = await did;
    await stored();
    return result;
  };
  const { ports } = it;
  const opened = (key: string) =>
    step(openRun(ports, { gate: "marks", caller: shop, idempotencyKey: key }));
  const uploaded = (key: string) => step(it.upload(key, files));
  const started = async (key: string): Promise<string> => {
    const { id, files: told } = await uploaded(key);
    await step(startRun(ports, { caller: shop, run: id, files: told }));
    return id;
  };
  const failed = async (key: string): Promise<string> => {
    const id = await started(key);
    await step(failRun(ports, id, { attempt: 1, code: "time", message: "it took too long" }));
    return id;
  };
  // The clock goes on behind its end, while nothing else is open.
  const expired = (await opened("expired")).id;
  it.gate.at(new Date(Date.parse((await runOf(it, expired)).expiresAt) + 1_000).toISOString());
  await step(expireRuns(ports));
  const judged = (await step(it.judged("judged", files))).id;
  const part = { caller: manager, submission: judged, reason: agreed };
  const { entry } = await step(releasePartially(ports, part));
  if (entry.approval !== undefined) {
    const { binding } = (await ports.approvals.find(entry.approval)) as Approval;
    await step(approve(ports, { caller: compliance, approval: entry.approval, binding }));
  }
  await step(issuePass(ports, { caller: manager, submission: judged }));
  const cancelled = await started("cancelled");
  await step(cancelRun(ports, { caller: shop, run: cancelled, text: "the wrong month" }));
  const resumed = await failed("resumed");
  await step(resumeRun(ports, { caller: shop, run: resumed }));
  const uploading = await uploaded("uploading");
  const runs = {
    ...{ expired, judged, cancelled, resumed, uploading: uploading.id },
    failed: await failed("failed"),
    open: (await opened("open")).id,
    judging: await started("judging"),
  };
  return { runs, uploading, ...(await lettersOf(it, step)) };
}

const runOf = async ({ ports }: Pick<RunGate, "ports">, id: string): Promise<LargeRun> =>
  (await ports.runs.find(id)) as LargeRun;

async function lettersOf(
  { ports, gate }: RunGate,
  step: <Result>(did: Promise<Result>) => Promise<Result>,
): Promise<Pick<Lives, "letters" | "submission">> {
  const body = marked([
    { number: "O-1", marks: ["hold1"] },
    { number: "O-2", marks: ["hold2"] },
    { number: "O-3", marks: ["block"] },
  ]);
  const command = { gate: "marks", body, idempotencyKey: "letters", caller: shop };
  const { submission_id: submission } = await step(submit(ports, command));
  const parcels = await gate.store.outbox.pending("2999-01-01T00:00:00.000Z", 100);
  for (const parcel of parcels) await gate.store.outbox.markSent(parcel);
  const bodies = parcels.flatMap(({ messages }) => messages.map((one) => JSON.stringify(one)));
  const buried = async (text: string, sending: string): Promise<string> => {
    const dead = { id: sending, body: text, receives: 5 };
    return (await step(buryMessage(ports, "acme", dead))).letter;
  };
  const dead = await buried(bodies[0] as string, "a");
  const redriven = await buried(bodies[1] as string, "b");
  const discarded = await buried(bodies[2] as string, "c");
  const strange = await buried("{ nobody knows whose", "d");
  await step(redriveLetter(ports, { caller: admin, letter: redriven }));
  await gate.deliver();
  await step(
    discardLetter(ports, { caller: admin, letter: discarded, text: "found by hand already" }),
  );
  return { submission, letters: { dead, redriven, strange } };
}

/** All that a gate says of them. */
export async function standOfRuns({ ports, gate }: Pick<RunGate, "ports" | "gate">, lives: Lives) {
  const { store } = gate;
  const ids = [...Object.values(lives.runs), lives.submission];
  const each = ids.map(async (id) => ({
    run: await ports.runs.find(id),
    submission: await ports.submissions.find(id),
    cases: await ports.cases.of(id),
    passes: await ports.passes.of(id),
    letters: await store.letters.of(id),
    judged: await ports.audits.find(id),
    dossier: await ports.audits
      .dossier(id)
      .then((found) => found && { ...found, payload: Buffer.from(found.payload).toString("hex") }),
    trail: await ports.audits.trail(id),
  }));
  return {
    each: await Promise.all(each),
    strange: await store.letters.find(lives.letters.strange),
    unfinished: (await ports.runs.unfinished(100)).map(({ id, version }) => ({ id, version })),
    dead: (await store.letters.dead(100)).map(({ id, version }) => ({ id, version })),
  };
}

/** After a restore: everything that was on its way is taken up, and comes to its end. */
export async function goesOn(it: RunGate, { runs, uploading, letters, submission }: Lives) {
  const ports = { ...it.ports, machine: testMachine() };
  const swept = await expireRuns(ports);
  expect(swept).toEqual({ expired: 0, failed: 0, started: 2, failures: [] });
  expect([...ports.machine.started].sort()).toEqual(
    [`${runs.judging}-1`, `${runs.resumed}-2`].sort(),
  );
  await startRun(ports, { caller: shop, run: runs.uploading, files: uploading.files });
  for (const id of [runs.judging, runs.resumed, runs.uploading]) {
    const run = await runOf(it, id);
    const manifest = runObjects.manifest(id, run.payload?.digest as string);
    expect(await ports.objects.find(manifest)).toBeDefined();
    expect(await it.finish(run)).toMatchObject({ is: "judged" });
  }
  await resumeRun(ports, { caller: shop, run: runs.failed });
  await cancelRun(ports, { caller: shop, run: runs.open, text: "nothing came" });
  await redriveLetter(ports, { caller: admin, letter: letters.dead });
  await it.gate.deliver();
  expect(await ports.cases.of(submission)).toHaveLength(2);
  for (const id of [runs.judged, runs.judging, runs.resumed, runs.uploading, submission]) {
    const { trail, differences } = await replay(ports, { caller: auditor, submission: id });
    expect({ id, trail: trail.verdict, differences }).toEqual({
      ...{ id, trail: "explained", differences: [] },
    });
  }
}
