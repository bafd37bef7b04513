import type { Approvals, Audits, Cases, Passes, Submissions } from "../../lib/app/ports.ts";
import type { ApprovalState } from "../../lib/app/review/approval.ts";
import type { ViolationState } from "../../lib/app/review/case.ts";
import type { SubmissionState } from "../../lib/app/review/submission.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import {
  sampleAction,
  sampleActor,
  sampleApproval,
  sampleCase,
  samplePass,
  sampleSubmission,
} from "../support/sample-documents.ts";

type Changes = Parameters<Audits["append"]>[1];

const day = (n: number) => `2026-12-0${n}T10:00:00.000Z`;
const namesIn = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);

/** Writes changes under an action of their own. */
const putter = (audits: () => Audits) => {
  let count = 0;
  return async (of: string, changes: Changes) => {
    count++;
    await audits().append(sampleAction(of, `put ${count}`), changes);
  };
};

const idsOf = (family: string) => (name: string) => submissionIdOf(family, "tester", name);

/** What every adapter of `Submissions` keeps to. */
export function submissionsContract(
  ports: () => { readonly audits: Audits; readonly submissions: Submissions },
): void {
  const put = putter(() => ports().audits);
  const idOf = idsOf("submissions");

  test("one that is not there is not found", async () => {
    expect(await ports().submissions.find(idOf("nowhere"))).toBeUndefined();
    expect(await ports().submissions.held("submissions-none", 10)).toEqual([]);
  });

  test("held gives a gate's that are held or partly released, the longest waiting first", async () => {
    const gate = "submissions-held";
    const states: readonly (readonly [SubmissionState, number])[] = [
      ["held", 3],
      ["partially_released", 1],
      ["released", 2],
      ["rejected", 4],
      ["held", 2],
    ];
    for (const [index, [state, n]] of states.entries()) {
      const id = idOf(`held ${index}`);
      const one = sampleSubmission(id, { gate, state, receivedAt: day(n) });
      await put(id, { submissions: [one] });
    }
    const elsewhere = idOf("held elsewhere");
    await put(elsewhere, {
      submissions: [sampleSubmission(elsewhere, { gate: "submissions-held-too" })],
    });
    const held = await ports().submissions.held(gate, 10);
    expect(namesIn(held)).toEqual([idOf("held 1"), idOf("held 4"), idOf("held 0")]);
    expect(namesIn(await ports().submissions.held(gate, 2))).toEqual(namesIn(held).slice(0, 2));
  });

  test("what ends is held no longer, and what changes stays where it was", async () => {
    const gate = "submissions-changing";
    const ids = ["first", "second"].map(idOf);
    for (const [n, id] of ids.entries())
      await put(id, { submissions: [sampleSubmission(id, { gate, receivedAt: day(n + 1) })] });
    const changed = { gate, version: 2, receivedAt: day(1), settled: { released: 1 } };
    await put(ids[0]!, { submissions: [sampleSubmission(ids[0]!, changed)] });
    const held = await ports().submissions.held(gate, 10);
    expect(held.map(({ version }) => version)).toEqual([2, 1]);
    const ended = sampleSubmission(ids[0]!, { ...changed, version: 3, state: "released" });
    await put(ids[0]!, { submissions: [ended] });
    expect(namesIn(await ports().submissions.held(gate, 10))).toEqual([ids[1]]);
    expect(await ports().submissions.find(ids[0]!)).toEqual(ended);
  });
}

/** What every adapter of `Cases` keeps to. */
export function casesContract(
  ports: () => { readonly audits: Audits; readonly cases: Cases },
): void {
  const put = putter(() => ports().audits);
  const idOf = idsOf("cases");

  test("one that is not there is not found", async () => {
    expect(await ports().cases.find(`${idOf("nowhere")}.0000000000000000`)).toBeUndefined();
    expect(await ports().cases.of(idOf("nowhere"))).toEqual([]);
    expect(await ports().cases.waiting("cases-none", 10)).toEqual([]);
  });

  test("of gives all of a submission by id, whatever their state, and no other's", async () => {
    const [id, other] = [idOf("of"), idOf("of another")];
    const cases = ["R-1", "R-2", "R-3"].map((rule, n) =>
      sampleCase(id, { rule, state: n === 1 ? "released" : "open" }),
    );
    await put(id, { cases: cases.toReversed() });
    await put(other, { cases: [sampleCase(other)] });
    const inOrder = cases.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(await ports().cases.of(id)).toEqual(inOrder);
  });

  test("waiting gives a gate's open, assigned and asked, by deadline, then id", async () => {
    const [gate, id] = ["cases-waiting", idOf("waiting")];
    const states: readonly (readonly [ViolationState, number])[] = [
      ["open", 2],
      ["assigned", 1],
      ["info_requested", 2],
      ["released", 1],
      ["confirmed", 1],
      ["obsolete", 1],
      ["open", 2],
    ];
    const cases = states.map(([state, n], index) =>
      sampleCase(id, { gate, rule: `R-${index}`, state, deadline: day(n) }),
    );
    await put(id, { cases });
    const elsewhere = sampleCase(idOf("waiting elsewhere"), { gate: "cases-waiting-too" });
    await put(elsewhere.submission, { cases: [elsewhere] });
    const [first, ...more] = [cases[1]!, ...[cases[0]!, cases[2]!, cases[6]!].toSorted(byId)];
    const waiting = await ports().cases.waiting(gate, 10);
    expect(waiting).toEqual([first, ...more]);
    expect(await ports().cases.waiting(gate, 2)).toEqual(waiting.slice(0, 2));
  });

  test("a case moves in the list with its deadline, and leaves it once it is decided", async () => {
    const [gate, id] = ["cases-moving", idOf("moving")];
    const of = (rule: string, more = {}) =>
      sampleCase(id, { gate, rule, deadline: day(2), ...more });
    await put(id, { cases: [of("R-1"), of("R-2", { deadline: day(3) })] });
    await put(id, { cases: [of("R-1", { version: 2, deadline: day(4) })] });
    const rules = async () => (await ports().cases.waiting(gate, 10)).map(({ rule }) => rule);
    expect(await rules()).toEqual(["R-2", "R-1"]);
    await put(id, { cases: [of("R-1", { version: 3, deadline: day(1), state: "released" })] });
    expect(await rules()).toEqual(["R-2"]);
    await put(id, { cases: [of("R-1", { version: 4, deadline: day(1), state: "open" })] });
    expect(await rules()).toEqual(["R-1", "R-2"]);
  });

  test("deadlines are in order of time, in whatever offset they are written", async () => {
    const [gate, id] = ["cases-offsets", idOf("offsets")];
    const deadlines = [
      "2026-12-01T12:00:00+02:00",
      "2026-12-01T09:00:00Z",
      "2026-12-01T11:30:00.5+01:00",
      "2026-12-01T05:00:00.250-05:00",
    ];
    const cases = deadlines.map((deadline, n) =>
      sampleCase(id, { gate, rule: `R-${n}`, deadline }),
    );
    await put(id, { cases });
    const found = await ports().cases.waiting(gate, 10);
    expect(found.map(({ rule }) => rule)).toEqual(["R-1", "R-0", "R-3", "R-2"]);
  });
}

/** What every adapter of `Approvals` keeps to. */
export function approvalsContract(
  ports: () => { readonly audits: Audits; readonly approvals: Approvals },
): void {
  const put = putter(() => ports().audits);
  const idOf = idsOf("approvals");

  test("those that are pending come first to expire first; the others are found by id", async () => {
    const [gate, id] = ["approvals-pending", idOf("pending")];
    const states: readonly ApprovalState[] = ["pending", "used", "pending", "refused", "stale"];
    const approvals = states.map((state, n) =>
      sampleApproval(id, { gate, id: `${id}.000000000000000${n}`, state, expiresAt: day(9 - n) }),
    );
    await put(id, { approvals });
    expect(await ports().approvals.pending(gate, 10)).toEqual([approvals[2], approvals[0]]);
    expect(await ports().approvals.pending(gate, 1)).toEqual([approvals[2]]);
    expect(await ports().approvals.pending("approvals-none", 10)).toEqual([]);
    expect(await ports().approvals.of(id)).toEqual(approvals);
    expect(await ports().approvals.find(approvals[1]!.id)).toEqual(approvals[1]);
    expect(await ports().approvals.find(`${id}.ffffffffffffffff`)).toBeUndefined();
    const used = { ...approvals[2]!, version: 2, state: "used" as const, note: "seen" };
    await put(id, { approvals: [used] });
    expect(await ports().approvals.pending(gate, 10)).toEqual([approvals[0]]);
    expect(await ports().approvals.find(used.id)).toEqual(used);
  });
}

/** What every adapter of `Passes` keeps to. */
export function passesContract(
  ports: () => { readonly audits: Audits; readonly passes: Passes },
): void {
  const put = putter(() => ports().audits);
  const idOf = idsOf("passes");

  test("recalled gives those that were recalled and would still be valid, by id", async () => {
    const id = idOf("recalled");
    const reason = { code: "true_error", text: "a wrong price went out" } as const;
    const recalled = { at: day(1), by: sampleActor, reason };
    const pass = (n: number, validUntil: string) =>
      samplePass(id, { id: `${id}.000000000000000${n}`, validUntil });
    const passes = [pass(1, day(4)), pass(2, day(2)), pass(3, day(5)), pass(4, day(3))];
    await put(id, { passes });
    const mine = async (at: string) =>
      (await ports().passes.recalled(at)).filter(({ submission }) => submission === id);
    expect(await mine(day(1))).toEqual([]);
    const again = [passes[2]!, passes[0]!, passes[1]!].map((one) => ({
      ...one,
      version: 2,
      recalled,
    }));
    await put(id, { passes: again });
    expect(await mine(day(3))).toEqual([again[1], again[0]]);
    expect(await mine(day(6))).toEqual([]);
    expect(namesIn(await ports().passes.of(id))).toEqual(namesIn(passes));
    expect(await ports().passes.find(passes[3]!.id)).toEqual(passes[3]);
    expect(await ports().passes.find(`${id}.ffffffffffffffff`)).toBeUndefined();
    expect(await ports().passes.of(idOf("without"))).toEqual([]);
  });
}

const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
