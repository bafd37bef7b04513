import { actorOf } from "../../../../lib/app/caller.ts";
import { approve } from "../../../../lib/app/review/approvals/approve.ts";
import { decide } from "../../../../lib/app/review/cases/decide.ts";
import { countOrdinals, eachOrdinal } from "../../../../lib/app/review/policy/ordinals.ts";
import { reviewable } from "../../../../lib/app/review/policy/reviewable.ts";
import {
  partialEffects,
  partialStanding,
  readPartial,
} from "../../../../lib/app/review/submissions/partial-release.ts";
import { releasePartially } from "../../../../lib/app/review/submissions/release-partially.ts";
import { releasedRecords } from "../../../../lib/app/review/submissions/released-records.ts";
import { mistakesIn } from "../../../support/accounting.ts";
import fc, { tries } from "../../../support/fast-check.ts";
import { type Mark, type MarkedOrder, marksGate } from "../../../support/marks-gate.ts";
import {
  agreed,
  callerOf,
  monday,
  people,
  type ReviewedGate,
  reviewedGate,
} from "../../../support/reviewed-gate.ts";

let gate: ReviewedGate;
beforeAll(async () => {
  gate = await reviewedGate();
});
afterAll(() => gate.close());

const mari = callerOf("mari", "service_manager");
const kaido = callerOf("kaido", "compliance");
let keys = 0;

const numbered = (...marks: readonly (readonly Mark[])[]): readonly MarkedOrder[] =>
  marks.map((each, index) => ({ number: String(index + 1), marks: each }));

async function held(orders: readonly MarkedOrder[], headers = {}, at = gate) {
  const { ports } = at;
  const { submission_id: submission } = await at.submit(`p${keys++}`, orders, headers);
  return {
    submission,
    release: (more = {}) =>
      releasePartially(ports, { caller: mari, submission, reason: agreed, ...more }),
    now: async () => (await ports.submissions.find(submission))!,
    /** Which records each release let out, by its ordinals. */
    out: async () => {
      const now = (await ports.submissions.find(submission))!;
      const count = now.counts.received;
      return now.releases.map(({ id }) => [...eachOrdinal(releasedRecords(now, id, count)!)]);
    },
    mistakes: () => mistakesIn(ports, submission),
  };
}

test("clean records go out before the others, and the others afterwards", async () => {
  const it = await held(numbered(["hold1"], [], ["hold2"], [], []));
  const { entry } = await it.release();
  expect(entry).toMatchObject({
    action: "submission.released_partially",
    facts: { count: 3, excluded: 2, held: "0,2" },
  });
  expect(await it.now()).toMatchObject({
    state: "partially_released",
    releases: [{ id: entry.id, kind: "part", records: 3, excluded: "0,2" }],
  });
  await gate.decide(it.submission, "hold1");
  expect((await it.now()).state).toBe("partially_released");
  await gate.decide(it.submission, "hold2");
  expect(await it.now()).toMatchObject({
    state: "released",
    releases: [
      { kind: "part", records: 3 },
      { kind: "part", records: 2 },
    ],
  });
  expect(await it.out()).toEqual([
    [1, 3, 4],
    [0, 2],
  ]);
  expect(await it.mistakes()).toEqual([]);
});

test("what becomes clean later goes out in a further part, once", async () => {
  const it = await held(numbered(["hold1"], [], ["hold2"], []));
  await it.release();
  await expect(it.release()).rejects.toMatchObject({ reason: "nothing_clean" });
  await gate.decide(it.submission, "hold1");
  await it.release();
  await gate.decide(it.submission, "hold2");
  expect(await it.out()).toEqual([[1, 3], [0], [2]]);
  expect((await it.now()).releases.map(({ records }) => records)).toEqual([2, 1, 1]);
});

test("a record goes out when all of its violations were let through, and not before", async () => {
  const it = await held(numbered(["hold1", "hold2"], [], [], []));
  await gate.decide(it.submission, "hold1");
  const { entry } = await it.release();
  expect(entry.facts).toMatchObject({ count: 3, held: "0" });
});

test.each<[string, Mark, "return" | "reject"]>([
  ["returned", "hold1", "return"],
  ["rejected", "hold1", "reject"],
])("a record that was %s stays", async (_way, mark, decision) => {
  const it = await held(numbered([mark], [], []));
  await gate.decide(it.submission, mark, decision);
  expect((await it.release()).entry.facts).toMatchObject({ held: "0" });
  // Nothing is left to decide, and still it is not released: it must be corrected.
  expect((await it.now()).state).toBe("partially_released");
});

test.each<[string, readonly MarkedOrder[], object, string]>([
  [
    "its sender wants all or nothing",
    numbered(["hold1"], []),
    { all_or_nothing: true },
    "all_or_nothing",
  ],
  ["something holds it as a whole", numbered(["run"], []), {}, "whole_held"],
  ["no record is clean", numbered(["hold1"], ["hold2"]), {}, "nothing_clean"],
  ["it has been released", numbered([], []), {}, "submission_ended"],
])("nothing goes out in part where %s", async (_why, orders, headers, reason) => {
  const it = await held(orders, headers);
  const before = await it.now();
  await expect(it.release()).rejects.toMatchObject({ code: "conflict", reason });
  expect(await it.now()).toEqual(before);
});

test("a part goes out once what holds the whole was let through, which takes two", async () => {
  const it = await held(numbered(["run", "hold1"], [], []));
  const { entry } = await decide(gate.ports, {
    caller: mari,
    case: await gate.caseOf(it.submission, "run"),
    decision: "release",
    reason: agreed,
  });
  const binding = String(entry.facts["binding"]);
  await approve(gate.ports, { caller: kaido, approval: entry.approval!, binding });
  expect((await it.release()).entry.facts).toMatchObject({ held: "0" });
});

test("a sample that nobody has confirmed holds the records that were not drawn, too", async () => {
  const other = await reviewedGate();
  const text = (words: string) => `{ en: ${words}, et: ${words}, ro: ${words}, nb: ${words} }`;
  const drawing = `
- id: MRK-06
  title: ${text("Sample")}
  severity: hold
  source: test
  prevents: Nothing.
  sample: { size: 2, confirmed_by: service_manager }
  must: has(record.order_number)
  message: ${text("Sample.")}
`;
  await other.put(marksGate("", drawing), monday);
  const it = await held(numbered([], [], [], [], []), {}, other);
  const [one] = await other.ports.cases.of(it.submission);
  expect(one).toMatchObject({
    rule: "MRK-06",
    scope: "run",
    atRisk: { money: { amounts: { EUR: "200" } }, customers: 5 },
  });
  await expect(
    releasePartially(other.ports, { caller: mari, submission: it.submission, reason: agreed }),
  ).rejects.toMatchObject({ reason: "whole_held" });
  const command = { caller: mari, case: one!.id, decision: "release", reason: agreed } as const;
  expect((await decide(other.ports, command)).entry).toMatchObject({
    action: "approval.requested",
    facts: { why: ["run_scope"] },
  });
  await other.close();
});

test("a gate that releases all or nothing releases no part", async () => {
  const other = await reviewedGate();
  const whole = marksGate();
  const policy = { ...whole.gate.policy, release: "all-or-nothing" as const };
  await other.put({ ...whole, gate: { ...whole.gate, policy } }, monday);
  const it = await held(numbered(["hold1"], []), {}, other);
  await expect(it.release()).rejects.toMatchObject({ reason: "all_or_nothing" });
  await other.close();
});

describe("leaving more behind than is tolerated", () => {
  const tooMany = numbered(["hold1"], ["hold1"], ["hold2"], []);

  test("needs a second person, who releases the very same records", async () => {
    const it = await held(tooMany);
    const { entry } = await it.release();
    expect(entry).toMatchObject({
      action: "approval.requested",
      facts: { why: ["excluded_share"], count: 1, excluded: 3 },
    });
    expect((await it.now()).state).toBe("held");
    await expect(it.release()).rejects.toMatchObject({ reason: "approval_pending" });
    const binding = String(entry.facts["binding"]);
    const command = { approval: entry.approval!, binding };
    await expect(
      approve(gate.ports, { ...command, caller: { ...mari, principal: "other" } }),
    ).rejects.toMatchObject({ reason: "same_person" });
    const done = await approve(gate.ports, { ...command, caller: kaido });
    expect(await it.now()).toMatchObject({
      state: "partially_released",
      releases: [
        {
          id: done.entry.id,
          by: { person: "mari" },
          approvedBy: { person: "kaido" },
          excluded: "0-2",
        },
      ],
    });
    expect(await it.mistakes()).toEqual([]);
  });

  test("is stale as soon as other records would go out", async () => {
    const it = await held(tooMany);
    const { entry } = await it.release();
    await gate.decide(it.submission, "hold2");
    const binding = String(entry.facts["binding"]);
    await expect(
      approve(gate.ports, { caller: kaido, approval: entry.approval!, binding }),
    ).rejects.toMatchObject({ reason: "approval_stale" });
    expect((await it.now()).state).toBe("held");
    // Now half of it would stay behind, which one person may say.
    expect((await it.release()).entry.action).toBe("submission.released_partially");
  });
});

test("a partial release at the same time as a decision: each knows of the other", async () => {
  for (let n = 0; n < 5; n++) {
    const it = await held(numbered(["hold1"], [], []));
    const both = [() => it.release(), () => gate.decide(it.submission, "hold1")];
    await Promise.allSettled((n % 2 === 0 ? both : both.reverse()).map((each) => each()));
    expect((await it.now()).state).toBe("released");
    const out = (await it.out()).flat().sort();
    expect(out).toEqual([0, 1, 2]);
    expect(await it.mistakes()).toEqual([]);
  }
});

test("who is not admitted learns nothing of what would go out", async () => {
  const it = await held(numbered(["hold1"], []), { all_or_nothing: true });
  for (const caller of [people.shop, people.auditor, people.analyst, people.admin])
    await expect(it.release({ caller })).rejects.toMatchObject({ code: "forbidden" });
});

test("whatever is decided in whatever order, every record goes out once, or is still held", async () => {
  const anyMarks = fc.array(fc.subarray<Mark>(["hold1", "hold2", "never"]), {
    minLength: 1,
    maxLength: 8,
  });
  const anyStep = fc.oneof(
    { weight: 2, arbitrary: fc.constant({ release: true } as const) },
    {
      weight: 5,
      arbitrary: fc.record({
        mark: fc.constantFrom<Mark>("hold1", "hold2", "never"),
        part: fc.nat(7),
        decision: fc.constantFrom("release", "return", "reject", "false_positive"),
      }),
    },
  );
  await fc.assert(
    fc.asyncProperty(anyMarks, fc.array(anyStep, { maxLength: 12 }), async (marks, steps) => {
      const it = await held(numbered(...marks));
      for (const step of steps) {
        if ("release" in step) {
          const { entry } = await it.release().catch(() => ({ entry: undefined }));
          if (entry?.approval !== undefined)
            await approve(gate.ports, {
              caller: kaido,
              approval: entry.approval,
              binding: String(entry.facts["binding"]),
            });
          continue;
        }
        const cases = await gate.ports.cases.of(it.submission);
        const one = cases.find(
          ({ state, rule }) =>
            state === "open" &&
            rule === `MRK-0${["hold1", "hold2", "", "never"].indexOf(step.mark) + 1}`,
        );
        if (one === undefined) continue;
        const violations = one.violations.split(/[,-]/)[step.part];
        const command = { caller: mari, case: one.id, decision: step.decision, reason: agreed };
        await decide(gate.ports, {
          ...command,
          ...(violations !== undefined && { violations }),
        } as Parameters<typeof decide>[1]).catch(() => undefined);
      }
      const now = await it.now();
      expect(await it.mistakes()).toEqual([]);
      const out = (await it.out()).flat();
      expect(new Set(out).size).toBe(out.length);
      const letThrough = new Set(["released", "false_positive"]);
      const dossier = await gate.ports.audits.dossier(it.submission);
      const against = new Set(
        (await gate.ports.cases.of(it.submission))
          .filter(({ state }) => !letThrough.has(state))
          .flatMap(({ rule, violations }) => {
            const list = dossier!.report.violations.filter((one) => one.rule === rule);
            return list.filter((_, at) => isIn(violations, at)).map((one) => one.record!.key);
          }),
      );
      // An independent account: what went out had nothing against it that was not let through.
      for (const ordinal of out) expect(against.has(String(ordinal + 1))).toBe(false);
      if (now.state.startsWith("released")) expect(out).toHaveLength(marks.length);
    }),
    { numRuns: tries(60) },
  );
});

describe("what was let through may be open again", () => {
  /** The violations that are let through: all others are open. */
  type LetThrough = ReadonlySet<string>;

  /** A held submission of which only the cases change, as often as wanted. */
  async function reopening(orders: readonly MarkedOrder[]) {
    const it = await held(orders);
    const entryOf = (count: number) =>
      `${it.submission}.${String(count).padStart(24, "0")}` as const;
    const moment = { at: monday, entry: entryOf(0) };
    const read = await readPartial(gate.ports, it.submission, moment);
    let { submission } = read;
    const standingWith = (through: LetThrough) => {
      const cases = [...reviewable(read.evidence.report)].flatMap(([rule, list]) =>
        list.map((_, at) => ({
          rule,
          violations: String(at),
          state: through.has(`${rule} ${at}`) ? ("waived" as const) : ("open" as const),
        })),
      );
      return partialStanding(submission, cases, read.records, read.evidence);
    };
    return {
      standingWith,
      release(through: LetThrough) {
        const standing = standingWith(through);
        const id = entryOf(submission.releases.length);
        const now = { ...read, submission, standing, entry: id };
        submission = partialEffects(now, { by: actorOf(mari) }).submissions![0]!.after;
        const out = releasedRecords(submission, id, read.records.length)!;
        return { out: [...eachOrdinal(out)], left: submission.releases.at(-1)!.excluded };
      },
    };
  }

  test("a record that has gone out is not left behind, and does not go out again", async () => {
    const it = await reopening(numbered(["hold1"], ["hold2"], ["never"], []));
    expect(it.release(new Set(["MRK-01 0"]))).toEqual({ out: [0, 3], left: "1-2" });
    // What held the first record is open again, and the second has become clean.
    expect(it.release(new Set(["MRK-02 0"]))).toEqual({ out: [1], left: "2" });
    expect(it.standingWith(new Set(["MRK-01 0", "MRK-02 0"]))).toMatchObject({
      count: 0,
      said: { excluded: 1 },
    });
  });

  test("whatever opens again and whenever, each record goes out once or is left", async () => {
    const orders = numbered(["hold1"], ["hold2"], ["hold1", "hold2"], [], ["hold1"], ["hold2"]);
    const all = ["MRK-01 0", "MRK-01 1", "MRK-01 2", "MRK-02 0", "MRK-02 1", "MRK-02 2"];
    const anyStates = fc.array(fc.subarray(all), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(anyStates, async (states) => {
        const it = await reopening(orders);
        const gone: number[] = [];
        for (const state of states) {
          const through = new Set(state);
          const { count, left } = it.standingWith(through);
          if (count === 0 || countOrdinals(left) === 0) continue;
          const { out } = it.release(through);
          expect(out).toHaveLength(count);
          gone.push(...out);
          expect([...gone, ...eachOrdinal(left)].toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
        }
      }),
      { numRuns: tries(60) },
    );
  });
});

const isIn = (ranges: string, at: number): boolean =>
  ranges.split(",").some((range) => {
    const [from, to = from] = range.split("-").map(Number) as [number, number?];
    return from <= at && at <= (to ?? from);
  });
