import type { LargeRun } from "../../../lib/app/large-run/run.ts";
import { runObjects } from "../../../lib/app/large-run/run-objects.ts";
import { runResults } from "../../../lib/app/large-run/run-results.ts";
import { bytesIn } from "../../../lib/app/large-run/run-uploads.ts";
import type { PassSubject } from "../../../lib/app/pass/check-subject.ts";
import { issuePass } from "../../../lib/app/pass/issue-pass.ts";
import { keyList } from "../../../lib/app/pass/key-list.ts";
import type { Pass } from "../../../lib/app/pass/pass.ts";
import { recallList } from "../../../lib/app/pass/recall-list.ts";
import { recordProof } from "../../../lib/app/pass/record-proof.ts";
import { verifyPass } from "../../../lib/app/pass/verify-pass.ts";
import { replay } from "../../../lib/app/replay.ts";
import { approve } from "../../../lib/app/review/approvals/approve.ts";
import { claimCase } from "../../../lib/app/review/cases/claim-case.ts";
import { decide } from "../../../lib/app/review/cases/decide.ts";
import { pageViolations } from "../../../lib/app/review/queries/page-violations.ts";
import { releasePartially } from "../../../lib/app/review/submissions/release-partially.ts";
import { type MarkedOrder, markedLines, markRules } from "../../support/marks-gate.ts";
import { agreed, people } from "../../support/reviewed-gate.ts";
import { type RunGate, runGate } from "../../support/run-gate.ts";

let it: RunGate;
beforeEach(async () => {
  it = await runGate();
});
afterEach(() => it.close());

const { manager, compliance, shop } = people;

/** Ten orders: four with something to look at, one of which two rules find. */
const orders: readonly MarkedOrder[] = Array.from({ length: 10 }, (_, index) => ({
  number: `N-${index}`,
  marks: index === 3 ? (["hold1", "hold2"] as const) : index > 6 ? (["hold1"] as const) : [],
}));
const text = markedLines(orders);
const lineAt = (index: number): string => text.split("\n")[index] as string;
const judged = (bounds = {}): Promise<LargeRun> => it.judged("run", { "a.ndjson": text }, bounds);
const standing = async (id: string) => (await it.ports.submissions.find(id))!;
const caseOf = async (id: string, rule: string) =>
  (await it.ports.cases.of(id)).find((one) => one.rule === rule)!;

/** A decision by one, and by a second where it takes two. */
async function release(id: string, rule: string): Promise<void> {
  const { id: one } = await caseOf(id, rule);
  const { entry } = await decide(it.ports, {
    caller: manager,
    case: one,
    decision: "release",
    reason: agreed,
  });
  await second(entry.approval);
}

async function second(approval: string | undefined): Promise<void> {
  if (approval === undefined) return;
  const { binding } = (await it.ports.approvals.find(approval))!;
  await approve(it.ports, { caller: compliance, approval, binding });
}

async function releasePart(id: string): Promise<void> {
  const { entry } = await releasePartially(it.ports, {
    caller: manager,
    submission: id,
    reason: agreed,
  });
  await second(entry.approval);
}

const passFor = async (submission: string, of?: string): Promise<Pass> =>
  (
    await issuePass(it.ports, {
      caller: manager,
      submission,
      ...(of !== undefined && { release: of }),
    })
  ).pass;

async function failuresOf({ envelope }: Pass, subject: PassSubject): Promise<readonly string[]> {
  const { checks } = verifyPass({
    envelope: JSON.stringify(envelope),
    subject,
    keys: await keyList(it.ports),
    recalls: JSON.stringify(await recallList(it.ports)),
    now: it.ports.clock.now(),
  });
  return checks.flatMap((check) => (check.outcome === "failed" ? [check.check] : []));
}

const proofOf = (pass: Pass, record: string) =>
  recordProof(it.ports, { caller: manager, pass: pass.id, record });

describe("a report that lists little", () => {
  // Of hold1 four violations, of hold2 one: how many the report lists, and what one case shows.
  test.each([0, 1, 2, 4, 5])(
    "of %i: every violation is in a case all the same",
    async (violationsMax) => {
      const run = await judged({ violationsMax });
      expect(await standing(run.id)).toMatchObject({ state: "held", violations: 5 });
      expect(await caseOf(run.id, markRules.hold1)).toMatchObject({ count: 4, violations: "0-3" });
      expect(await caseOf(run.id, markRules.hold2)).toMatchObject({ count: 1, violations: "0" });
      const { items } = await pageViolations(it.ports, {
        caller: manager,
        submission: run.id,
        max: 200,
      });
      expect(items).toHaveLength(Math.min(5, violationsMax));
      expect(items.every((item) => item.case !== undefined)).toBe(true);
      const { facts } = (await it.ports.audits.trail(run.id)).find(
        ({ action }) => action === "case.opened",
      )!;
      expect(facts).toBeDefined();
    },
  );

  test("what it only counts is decided on as a whole, and never by ordinals", async () => {
    const run = await judged({ violationsMax: 3 });
    const { id } = await caseOf(run.id, markRules.hold1);
    const command = { caller: manager, case: id, decision: "release", reason: agreed } as const;
    for (const violations of ["0", "3", "0-2"])
      await expect(decide(it.ports, { ...command, violations })).rejects.toMatchObject({
        code: "invalid",
        message: expect.stringContaining("lists 3 of the 4"),
      });
    // All of them is no part.
    const { entry } = await decide(it.ports, { ...command, violations: "0-3" });
    await second(entry.approval);
    expect((await standing(run.id)).settled).toEqual({ released: 4 });
    expect((await standing(run.id)).state).toBe("held");
  });

  test("a list that is whole is decided on in parts, though another rule's is not", async () => {
    const run = await judged({ violationsMax: 4 });
    const { id } = await caseOf(run.id, markRules.hold1);
    const { entry } = await decide(it.ports, {
      caller: manager,
      case: id,
      decision: "release",
      reason: agreed,
      violations: "0-1",
    });
    await second(entry.approval);
    expect((await standing(run.id)).settled).toEqual({ released: 2 });
  });

  test("nothing goes out before everything that is counted was let through", async () => {
    const run = await judged({ violationsMax: 1 });
    await release(run.id, markRules.hold1);
    expect((await standing(run.id)).state).toBe("held");
    await release(run.id, markRules.hold2);
    expect(await standing(run.id)).toMatchObject({
      state: "released",
      releases: [{ kind: "whole", records: 10 }],
    });
  });
});

describe("in parts", () => {
  test("what passed goes out, and then the rest, each record once and by a pass of its own", async () => {
    const run = await judged({ violationsMax: 2 });
    await releasePart(run.id);
    expect(await standing(run.id)).toMatchObject({
      state: "partially_released",
      releases: [{ kind: "part", records: 6, verdicts: ["pass"] }],
    });
    const part = await passFor(run.id);
    expect(part).toMatchObject({ kind: "part", records: 6 });
    // Letting more through makes nothing more clean, until all of it is.
    await release(run.id, markRules.hold2);
    await expect(
      releasePartially(it.ports, { caller: manager, submission: run.id, reason: agreed }),
    ).rejects.toMatchObject({ reason: "nothing_clean" });
    await release(run.id, markRules.hold1);
    expect(await standing(run.id)).toMatchObject({
      state: "released",
      releases: [{ records: 6 }, { kind: "part", records: 4, verdicts: ["hold", "block"] }],
    });
    const rest = await passFor(run.id);
    expect(rest).toMatchObject({ kind: "part", records: 4 });

    const out = new Map<number, string[]>();
    for (const [name, pass] of [
      ["part", part],
      ["rest", rest],
    ] as const)
      for (let index = 0; index < orders.length; index++) {
        const proof = await proofOf(pass, `N-${index}`).catch(() => undefined);
        if (proof === undefined) continue;
        const record = Buffer.from(lineAt(index));
        expect(await failuresOf(pass, { record, proof })).toEqual([]);
        out.set(index, [...(out.get(index) ?? []), name]);
        // The pass of the others says nothing for this one, whatever the proof pretends.
        const other = pass === part ? rest : part;
        expect(await failuresOf(other, { record, proof: { ...proof, pass: other.id } })).toEqual([
          "subject",
        ]);
      }
    const expected = orders.map(({ marks }, index) => [
      index,
      marks.length > 0 ? ["rest"] : ["part"],
    ]);
    expect([...out].sort(([a], [b]) => a - b)).toEqual(expected);
  });

  test("a proof of a part that was tampered with proves nothing", async () => {
    const run = await judged();
    await releasePart(run.id);
    const pass = await passFor(run.id);
    const proof = await proofOf(pass, "N-0");
    const record = Buffer.from(lineAt(0));
    const held = Buffer.from(lineAt(3));
    expect(await failuresOf(pass, { record, proof })).toEqual([]);
    const { line = "" } = proof;
    const { createHash } = await import("node:crypto");
    const digest = createHash("sha256").update(held).digest("hex");
    // What is changed, and what is about to go out.
    for (const [changed, bytes] of [
      [proof, held],
      [{ ...proof, record: { ...proof.record, sha256: digest } }, held],
      [
        {
          ...proof,
          record: { ...proof.record, sha256: digest },
          line: line.replace(/"digest":"\w+"/, `"digest":"${digest}"`),
        },
        held,
      ],
      [{ ...proof, line: line.replace("pass", "hold") }, record],
      [{ ...proof, line: undefined }, record],
      [{ ...proof, index: 1 }, record],
      [{ ...proof, count: 6 }, record],
      [{ ...proof, path: proof.path.slice(1) }, record],
    ] as const)
      expect(await failuresOf(pass, { record: bytes, proof: JSON.stringify(changed) })).toEqual([
        "subject",
      ]);
    const { files } = (await it.ports.audits.dossier(run.id))!.run!;
    expect(files).toHaveLength(1);
    const manifest = await bytesIn(
      it.ports.objects,
      runObjects.manifest(run.id, run.payload!.digest),
    );
    expect(await failuresOf(pass, { payload: manifest })).toEqual(["subject"]);
  });

  test("something about the run as a whole keeps all of it in", async () => {
    const marked = markedLines([
      { number: "1", marks: [] },
      { number: "2", marks: ["run"] },
    ]);
    for (const violationsMax of [0, 10]) {
      const run = await it.judged(
        `whole-${violationsMax}`,
        { "a.ndjson": marked },
        { violationsMax },
      );
      expect(await caseOf(run.id, markRules.run)).toMatchObject({ scope: "run", count: 1 });
      await expect(
        releasePartially(it.ports, { caller: manager, submission: run.id, reason: agreed }),
      ).rejects.toMatchObject({ reason: "whole_held" });
    }
  });

  test("it takes two, since nobody reads again what the records are worth", async () => {
    const run = await judged();
    const { entry } = await releasePartially(it.ports, {
      caller: manager,
      submission: run.id,
      reason: agreed,
    });
    expect(entry.action).toBe("approval.requested");
    expect((await standing(run.id)).releases).toEqual([]);
  });
});

describe("a run that passes", () => {
  const clean = markedLines([
    { number: "1", marks: [] },
    { number: "2", marks: [] },
  ]);
  test("has a pass for its manifest and for each record", async () => {
    const run = await it.judged("clean", { "a.ndjson": clean });
    const pass = await passFor(run.id);
    expect(pass).toMatchObject({ kind: "whole", records: 2 });
    const manifest = await bytesIn(
      it.ports.objects,
      runObjects.manifest(run.id, run.payload!.digest),
    );
    expect(await failuresOf(pass, { payload: manifest })).toEqual([]);
    expect(await failuresOf(pass, { payload: Buffer.from(clean) })).toEqual(["subject"]);
    const record = Buffer.from(clean.split("\n")[1] as string);
    expect(await failuresOf(pass, { record, proof: await proofOf(pass, "2") })).toEqual([]);
    await expect(proofOf(pass, "3")).rejects.toMatchObject({ code: "not_found" });
  });

  test("has none where its lists or its manifest are not those that were judged", async () => {
    const run = await it.judged("tampered", { "a.ndjson": clean });
    const name = runObjects.index(run.id);
    const index = JSON.parse((await bytesIn(it.ports.objects, name)).toString());
    index.records.digestsRoot = "0".repeat(64);
    await it.ports.objects.write(name, Buffer.from(JSON.stringify(index)));
    await expect(passFor(run.id)).rejects.toMatchObject({ reason: "release_unproven" });
    await it.ports.objects.remove([name]);
    await expect(passFor(run.id)).rejects.toMatchObject({ reason: "evidence_erased" });
  });
});

describe("a replay", () => {
  const again = (id: string) => replay(it.ports, { caller: people.auditor, submission: id });

  test("holds what is kept of a run against its entry, and says that it judges no files", async () => {
    const run = await judged();
    await releasePart(run.id);
    await passFor(run.id);
    expect(await again(run.id)).toMatchObject({
      verdict: "not_replayed",
      missing: [{ reason: "large_run" }],
      differences: [],
      trail: { verdict: "explained" },
    });
  });

  test("tells a manifest and a list that are other ones", async () => {
    const run = await judged();
    const { objects } = it.ports;
    await objects.write(runObjects.manifest(run.id, run.payload!.digest), Buffer.from("[]"));
    await objects.remove([runObjects.index(run.id)]);
    const { verdict, differences } = await again(run.id);
    expect(verdict).toBe("different");
    expect(differences.map(({ of }) => of)).toEqual(["payload", "records"]);
  });
});

test("lists of results are paged to their end, line by line", async () => {
  const run = await judged({ violationsMax: 1, heldMax: 1 });
  const listed = async (list: string, max: number) => {
    const items: unknown[] = [];
    for (let cursor: string | undefined, pages = 0; ; pages++) {
      const page = await runResults(it.ports, {
        caller: shop,
        run: run.id,
        list,
        max,
        ...(cursor !== undefined && { cursor }),
      });
      items.push(...page.items);
      if (page.next === undefined) return { items, pages: pages + 1 };
      cursor = page.next;
      if (pages > 20) throw new Error("it has no end");
    }
  };
  for (const max of [1, 3, 5, 10, 200]) {
    const { items } = await listed("records", max);
    expect(items.map((one) => (one as { key: string }).key)).toEqual(
      orders.map(({ number }) => number),
    );
    expect((await listed("not-passed", max)).items).toHaveLength(4);
  }
  expect((await listed("manifest", 1)).items).toEqual([
    expect.objectContaining({ name: "a.ndjson", pieces: [expect.anything()] }),
  ]);
  await expect(listed("nothing", 1)).rejects.toMatchObject({ code: "not_found" });
});

test("who claims a case of a run works on it as on any", async () => {
  const run = await judged({ violationsMax: 1 });
  const { id } = await caseOf(run.id, markRules.hold1);
  const { entry } = await claimCase(it.ports, { caller: manager, case: id });
  expect(entry.action).toBe("case.claimed");
});
