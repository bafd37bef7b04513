import { cancelRun } from "../../../lib/app/large-run/cancel-run.ts";
import { expireRuns } from "../../../lib/app/large-run/expire-runs.ts";
import { failRun } from "../../../lib/app/large-run/fail-run.ts";
import { getRun, listRuns } from "../../../lib/app/large-run/get-run.ts";
import { openRun } from "../../../lib/app/large-run/open-run.ts";
import { resumeRun } from "../../../lib/app/large-run/resume-run.ts";
import type { LargeRun, RunState } from "../../../lib/app/large-run/run.ts";
import { runLimits } from "../../../lib/app/large-run/run-limits.ts";
import type { RunPorts } from "../../../lib/app/large-run/run-ports.ts";
import { signPieces } from "../../../lib/app/large-run/sign-pieces.ts";
import { startRun } from "../../../lib/app/large-run/start-run.ts";
import { submit } from "../../../lib/app/submit.ts";
import { marked, markedLines } from "../../support/marks-gate.ts";
import { callerOf, people } from "../../support/reviewed-gate.ts";
import { pieceOf, type RunGate, runGate, type Uploaded } from "../../support/run-gate.ts";

let it: RunGate;
beforeAll(async () => {
  it = await runGate();
});
afterAll(() => it.close());
// One sender has so many under way, and no more.
afterEach(async () => {
  it.machine.says();
  for (const { id } of await it.ports.runs.unfinished(100))
    await cancelRun(it.ports, { caller: people.admin, run: id, text: "the next test" });
});

const { shop, manager, admin, analyst } = people;
const other = callerOf("rival", "submitter");
const lines = markedLines([
  { number: "1", marks: [] },
  { number: "2", marks: ["hold1"] },
]);
let count = 0;
const fresh = (): string => `life-${count++}`;
const uploaded = (): Promise<Uploaded> => it.upload(fresh(), { "orders.ndjson": lines });
const start = ({ id, files }: Uploaded, ports: RunPorts = it.ports) =>
  startRun(ports, { caller: shop, run: id, files });
const stateOf = async (id: string): Promise<RunState | undefined> =>
  (await it.ports.runs.find(id))?.state;
const started = async (): Promise<LargeRun> => {
  const up = await uploaded();
  await start(up);
  return (await it.ports.runs.find(up.id)) as LargeRun;
};
const objectsOf = async (id: string): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const { name } of it.ports.objects.list(`runs/${id}/`)) names.push(name);
  return names;
};

test("a run is opened, uploaded, judged, and is a submission like any other", async () => {
  const run = await it.judged("whole", {
    "a.ndjson": lines,
    "b.ndjson": lines.replaceAll('"1"', '"3"').replaceAll('"2"', '"4"'),
  });
  const view = await getRun(it.ports, { caller: shop, run: run.id });
  expect(view).toMatchObject({
    state: "judged",
    submission: { state: "held", verdict: "hold", counts: { received: 4, passed: 2, held: 2 } },
  });
  const entry = await it.ports.audits.find(run.id);
  expect(entry).toMatchObject({
    records: [],
    run: { files: 2, attempt: 1, records: { count: 4 } },
    counts: { received: 4 },
  });
  // What everybody may keep for years tells no digest that could be tried.
  const kept = JSON.stringify([entry, await it.ports.audits.trail(run.id)]);
  expect(kept).not.toContain(run.payload?.digest);
  expect(kept).not.toContain(pieceOf(lines).sha256);
  expect(await it.ports.cases.of(run.id)).toHaveLength(1);
});

describe("opening", () => {
  test("the same key opens the same run, and other commands under it are refused", async () => {
    const command = { gate: "marks", caller: shop, idempotencyKey: "same" };
    const [first, second] = await Promise.all([
      openRun(it.ports, command),
      openRun(it.ports, command),
    ]);
    expect(second).toEqual(first);
    await expect(openRun(it.ports, { ...command, mapping: "name: x" })).rejects.toMatchObject({
      code: "conflict",
      reason: "key_reused",
    });
    expect((await openRun(it.ports, { ...command, caller: other })).id).not.toBe(first.id);
  });

  test("the key of a submission that was judged opens no run", async () => {
    await submit(it.ports, {
      gate: "marks",
      caller: shop,
      idempotencyKey: "taken",
      body: marked([{ number: "9", marks: [] }]),
    });
    await expect(
      openRun(it.ports, { gate: "marks", caller: shop, idempotencyKey: "taken" }),
    ).rejects.toMatchObject({ reason: "key_reused" });
  });

  // What is wrong, and how it is refused.
  test.each<[string, object, object]>([
    ["an unknown gate", { gate: "nowhere" }, { code: "not_found" }],
    ["no key", { idempotencyKey: "" }, { code: "invalid" }],
    ["who submits nothing", { caller: manager }, { code: "forbidden", reason: "role_missing" }],
    [
      "a mapping that is none",
      { mapping: "{" },
      {
        code: "invalid",
        mistakes: expect.arrayContaining([expect.objectContaining({ pointer: "/mapping" })]),
      },
    ],
    ["a mapping beyond all bounds", { mapping: "#".repeat(70_000) }, { code: "invalid" }],
  ])("%s", async (_, wrong, refusal) => {
    const command = { gate: "marks", caller: shop, idempotencyKey: fresh(), ...wrong };
    await expect(openRun(it.ports, command)).rejects.toMatchObject(refusal);
  });

  test("one sender has so many runs open, and no more", async () => {
    const many = callerOf("many", "submitter");
    const open = (key: string) =>
      openRun(it.ports, { gate: "marks", caller: many, idempotencyKey: key });
    for (let n = 0; n < runLimits.unfinishedOfOneMax; n++) await open(`m${n}`);
    await expect(open("one-more")).rejects.toMatchObject({ reason: "too_many_runs" });
    expect((await open("m0")).state).toBe("open");
    const { items } = await listRuns(it.ports, { caller: many, gate: "marks" });
    expect(items).toHaveLength(runLimits.unfinishedOfOneMax);
    for (const { id } of items) await cancelRun(it.ports, { caller: many, run: id, text: "done" });
  });
});

describe("uploading", () => {
  test.each<[string, object, string]>([
    ["a file beyond the last", { file: runLimits.filesMax }, "/file"],
    ["no piece", { pieces: [] }, "/pieces"],
    [
      "too many pieces",
      {
        pieces: Array.from({ length: 101 }, (_, n) => ({
          number: n + 1,
          sizeBytes: 1,
          sha256: "0".repeat(64),
        })),
      },
      "/pieces",
    ],
    ["a piece of nothing", { pieces: [{ ...pieceOf("x"), sizeBytes: 0 }] }, "/pieces/0/sizeBytes"],
    ["the piece 0", { pieces: [{ ...pieceOf("x"), number: 0 }] }, "/pieces/0/number"],
  ])("%s is refused", async (_, wrong, pointer) => {
    const { id } = await openRun(it.ports, {
      gate: "marks",
      caller: shop,
      idempotencyKey: fresh(),
    });
    const asked = { caller: shop, run: id, file: 0, pieces: [pieceOf("x")], ...wrong };
    await expect(signPieces(it.ports, asked)).rejects.toMatchObject({
      code: "invalid",
      mistakes: [{ pointer }],
    });
  });

  test("two that ask at once for the first address get addresses of one upload", async () => {
    const { id } = await openRun(it.ports, {
      gate: "marks",
      caller: shop,
      idempotencyKey: fresh(),
    });
    const ask = () =>
      signPieces(it.ports, { caller: shop, run: id, file: 0, pieces: [pieceOf("x")] });
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    const uploads = answers.map(({ pieces }) => new URL(pieces[0]!.url).searchParams.get("upload"));
    expect(new Set(uploads).size).toBe(1);
  });

  test("nobody uploads to the run of another, or to one that is over", async () => {
    const up = await uploaded();
    const asked = { run: up.id, file: 0, pieces: [pieceOf("x")] };
    await expect(signPieces(it.ports, { ...asked, caller: other })).rejects.toMatchObject({
      reason: "not_own_submission",
    });
    await start(up);
    await expect(signPieces(it.ports, { ...asked, caller: shop })).rejects.toMatchObject({
      reason: "run_not_open",
    });
  });
});

describe("starting", () => {
  // Files as they are told, against what was uploaded: the place of the mistake.
  const piece = pieceOf(lines);
  test.each<[string, readonly object[], string]>([
    ["no file", [], "/files"],
    ["a file without a name", [{ name: "", pieces: [piece] }], "/files/0/name"],
    ["a name with a line end", [{ name: "a\nb", pieces: [piece] }], "/files/0/name"],
    [
      "one name twice",
      [
        { name: "a", pieces: [piece] },
        { name: "a", pieces: [piece] },
      ],
      "/files/1/name",
    ],
    ["a file without bytes", [{ name: "a", pieces: [] }], "/files/0/pieces"],
    [
      "pieces out of order",
      [{ name: "a", pieces: [{ ...piece, number: 2 }] }],
      "/files/0/pieces/0",
    ],
    [
      "a first piece that is small",
      [{ name: "a", pieces: [piece, pieceOf("x", 2)] }],
      "/files/0/pieces/0",
    ],
    ["another digest", [{ name: "a", pieces: [{ ...piece, sha256: "0".repeat(64) }] }], "/files/0"],
    ["another length", [{ name: "a", pieces: [{ ...piece, sizeBytes: 7 }] }], "/files/0"],
    [
      "a file that was not uploaded",
      [
        { name: "a", pieces: [piece] },
        { name: "b", pieces: [piece] },
      ],
      "/files/1",
    ],
  ])("%s is refused, and can be told rightly after", async (_, files, pointer) => {
    const up = await uploaded();
    const asked = { caller: shop, run: up.id, files: files as Uploaded["files"] };
    await expect(startRun(it.ports, asked)).rejects.toMatchObject({
      code: "invalid",
      mistakes: [{ pointer: expect.stringContaining(pointer) }],
    });
    expect((await start(up)).state).toBe("judging");
  });

  test("it is judged by what is in force when it starts, and the machine is told once", async () => {
    const up = await uploaded();
    const [first, second] = await Promise.all([start(up), start(up)]);
    expect(second).toEqual(first);
    expect(await start(up)).toEqual(first);
    const trail = await it.ports.audits.trail(up.id);
    expect(trail.filter(({ action }) => action === "run.started")).toHaveLength(1);
    expect(it.machine.started.filter((name) => name.startsWith(up.id))).toEqual([`${up.id}-1`]);
    const { plan } = (await it.ports.plans.active("marks", it.ports.clock.now()))!;
    expect(first.judging).toMatchObject({ revision: plan.revision, attempt: 1 });
  });

  // What a process did before it died: each time another one is asked to do all of it again.
  test.each<[string, (ports: RunPorts) => RunPorts]>([
    [
      "the first upload was completed",
      (ports) => ({ ...ports, objects: { ...ports.objects, write: broken } }),
    ],
    [
      "the manifest was written",
      (ports) => ({ ...ports, audits: { ...ports.audits, append: broken } }),
    ],
    [
      "the entry was written",
      (ports) => ({ ...ports, machine: { ...ports.machine, start: broken } }),
    ],
  ])("it broke off after %s: it is asked again", async (_, breaking) => {
    const up = await uploaded();
    await expect(start(up, breaking(it.ports))).rejects.toThrow("broken");
    expect((await start(up)).state).toBe("judging");
    expect(it.machine.started).toContain(`${up.id}-1`);
  });

  test("nobody told the machine: the sweep does", async () => {
    const up = await uploaded();
    await expect(
      start(up, { ...it.ports, machine: { ...it.machine, start: broken } }),
    ).rejects.toThrow("broken");
    expect(it.machine.started).not.toContain(`${up.id}-1`);
    expect((await expireRuns(it.ports)).started).toBe(1);
    expect(it.machine.started).toContain(`${up.id}-1`);
    expect((await expireRuns(it.ports)).started).toBe(0);
  });

  test("other files after it has started are refused", async () => {
    const up = await uploaded();
    await start(up);
    const files = [{ ...up.files[0]!, name: "other.ndjson" }];
    await expect(startRun(it.ports, { caller: shop, run: up.id, files })).rejects.toMatchObject({
      reason: "run_not_open",
    });
  });
});

const broken = async (): Promise<never> => {
  throw new Error("broken");
};

describe("cancelling", () => {
  test.each<[string, () => Promise<string>]>([
    ["open", async () => (await uploaded()).id],
    ["judging", async () => (await started()).id],
    [
      "failed",
      async () => {
        const run = await started();
        await failRun(it.ports, run.id, { attempt: 1, code: "test", message: "why" });
        return run.id;
      },
    ],
  ])("one that is %s leaves nothing of what was uploaded", async (state, make) => {
    const id = await make();
    expect(await stateOf(id)).toBe(state);
    const cancel = () => cancelRun(it.ports, { caller: shop, run: id, text: "the wrong month" });
    expect((await cancel()).state).toBe("cancelled");
    expect(await objectsOf(id)).toEqual([]);
    // Again, as somebody whose first try was not answered.
    expect((await cancel()).state).toBe("cancelled");
    expect(
      (await it.ports.audits.trail(id)).filter(({ action }) => action === "run.cancelled"),
    ).toHaveLength(1);
  });

  test("what the machine finds too late is dropped", async () => {
    const run = await started();
    const { concluded } = await import("../../support/run-gate.ts");
    const found = await concluded(it.ports, run);
    await cancelRun(it.ports, { caller: admin, run: run.id, text: "it floods the gate" });
    const { finishRun } = await import("../../../lib/app/large-run/finish-run.ts");
    expect(await finishRun(it.ports, run.id, found)).toEqual({ is: "dropped" });
    expect(await it.ports.audits.find(run.id)).toBeUndefined();
    expect(await it.ports.submissions.find(run.id)).toBeUndefined();
  });

  test("behind the back of who is starting it, nothing of it stays", async () => {
    const up = await uploaded();
    const complete: RunPorts["uploads"]["complete"] = async (...asked) => {
      const facts = await it.ports.uploads.complete(...asked);
      await cancelRun(it.ports, { caller: shop, run: up.id, text: "The wrong month." });
      return facts;
    };
    const ports = { ...it.ports, uploads: { ...it.ports.uploads, complete } };
    await expect(start(up, ports)).rejects.toMatchObject({ reason: "run_not_open" });
    expect(await stateOf(up.id)).toBe("cancelled");
    expect(await objectsOf(up.id)).toEqual([]);
  });

  test("one that is judged is withdrawn, and not cancelled", async () => {
    const run = await it.judged(fresh(), { "a.ndjson": lines });
    await expect(
      cancelRun(it.ports, { caller: shop, run: run.id, text: "no" }),
    ).rejects.toMatchObject({ reason: "run_ended" });
  });

  test("nobody else cancels, but who operates the gate", async () => {
    const run = await started();
    for (const caller of [other, manager, analyst])
      await expect(cancelRun(it.ports, { caller, run: run.id, text: "no" })).rejects.toMatchObject({
        code: "forbidden",
      });
    await cancelRun(it.ports, { caller: admin, run: run.id, text: "it floods the gate" });
  });
});

describe("what came to nothing", () => {
  test("is told with its reason, and taken up again by the same rules at the same instant", async () => {
    const run = await started();
    const fails = () =>
      failRun(it.ports, run.id, { attempt: 1, code: "time", message: "x".repeat(5_000) });
    expect([await fails(), await fails()]).toEqual([true, false]);
    const failed = (await it.ports.runs.find(run.id)) as LargeRun;
    expect(failed).toMatchObject({ state: "failed", failure: { code: "time" } });
    expect(failed.failure?.message).toHaveLength(1_000);
    // A later set of rules is in force by now: it changes nothing for this run.
    const resumed = await resumeRun(it.ports, { caller: shop, run: run.id });
    expect(resumed).toMatchObject({ state: "judging", judging: { attempt: 2 } });
    expect(resumed.failure).toBeUndefined();
    expect(resumed.judging?.receivedAt).toBe(run.judging?.receivedAt);
    expect(it.machine.started).toContain(`${run.id}-2`);
    // What is heard of the first attempt only now is of no interest.
    expect(await fails()).toBe(false);
    const finished = await it.finish((await it.ports.runs.find(run.id)) as LargeRun);
    expect(finished).toMatchObject({ is: "judged", entry: { run: { attempt: 2 } } });
  });

  test("one that is under way is not resumed; one whose machine has failed is, though nobody told", async () => {
    const run = await started();
    const resume = () => resumeRun(it.ports, { caller: shop, run: run.id });
    await expect(resume()).rejects.toMatchObject({ reason: "run_not_failed" });
    it.machine.says({ is: "failed", message: "out of memory" });
    expect((await resume()).judging?.attempt).toBe(2);
    it.machine.says({ is: "running" });
    await cancelRun(it.ports, { caller: shop, run: run.id, text: "over" });
  });

  test("rules that are gone judge nothing", async () => {
    const run = await started();
    await failRun(it.ports, run.id, { attempt: 1, code: "test", message: "why" });
    const plans = { ...it.ports.plans, past: async () => undefined };
    await expect(
      resumeRun({ ...it.ports, plans }, { caller: shop, run: run.id }),
    ).rejects.toMatchObject({ reason: "rules_gone" });
    const finished = it.ports.clock.now();
    it.gate.at("2026-12-01T09:00:00.000Z");
    await expect(resumeRun(it.ports, { caller: shop, run: run.id })).rejects.toMatchObject({
      reason: "rules_gone",
    });
    it.gate.at(finished);
  });
});

describe("time ends runs, and lets nothing pass", () => {
  test("an upload that takes too long expires, and is taken away", async () => {
    const own = await runGate();
    const { id, files } = await own.upload("slow", { "a.ndjson": lines });
    own.gate.at("2026-11-26T08:59:59.000Z");
    expect((await expireRuns(own.ports)).expired).toBe(0);
    own.gate.at("2026-11-26T09:00:00.000Z");
    expect(await expireRuns(own.ports)).toMatchObject({ expired: 1, failures: [] });
    const run = (await own.ports.runs.find(id)) as LargeRun;
    expect(run.state).toBe("expired");
    await expect(startRun(own.ports, { caller: shop, run: id, files })).rejects.toMatchObject({
      reason: "run_not_open",
    });
    await own.close();
  });

  test("judging that takes too long fails; so does a machine that ends without a verdict", async () => {
    const own = await runGate();
    const begin = async (key: string) => {
      const { id, files } = await own.upload(key, { "a.ndjson": lines });
      await startRun(own.ports, { caller: shop, run: id, files });
      return id;
    };
    const first = await begin("long");
    own.gate.at("2026-11-24T09:00:00.000Z");
    expect(await expireRuns(own.ports)).toMatchObject({ failed: 1 });
    expect(own.machine.stopped).toEqual([`${first}-1`]);
    expect(await own.ports.runs.find(first)).toMatchObject({ failure: { code: "time_limit" } });
    const second = await begin("ended");
    own.machine.says({ is: "ended" });
    expect(await expireRuns(own.ports)).toMatchObject({ failed: 1 });
    expect(await own.ports.runs.find(second)).toMatchObject({ failure: { code: "machine_ended" } });
    expect(await own.ports.submissions.find(second)).toBeUndefined();
    await own.close();
  });

  test("one that cannot be looked at stands in nobody's way", async () => {
    const own = await runGate();
    for (const key of ["a", "b"]) {
      const { id, files } = await own.upload(key, { "a.ndjson": lines });
      await startRun(own.ports, { caller: shop, run: id, files });
    }
    let calls = 0;
    const look = async (run: LargeRun) => {
      if (calls++ === 0) throw new Error("throttled");
      return own.machine.look(run);
    };
    const swept = await expireRuns({ ...own.ports, machine: { ...own.machine, look } });
    expect(swept.failures).toHaveLength(1);
    expect(calls).toBe(2);
    await own.close();
  });
});
