import { describe, expect, test } from "@jest/globals";
import type { HistoryPlan } from "../../lib/app/history.ts";
import { releaseDay } from "../../lib/app/release-day.ts";
import { type ReleasedEarlier, withEarlierRuns } from "../../lib/app/released-runs.ts";
import { decimalOf, INT, mapOf, STRING } from "../../lib/core/expression/types.ts";
import type { JsonObject, Subject } from "../../lib/core/index.ts";
import type { Aggregate } from "../../lib/core/plan.ts";
import fc from "../support/fast-check.ts";
import { bill } from "../support/small-engine.ts";

const figure = (name: string, type: Aggregate["type"]) =>
  ({ id: name, name, type, how: "sum", of: "bill", variable: "r" }) as unknown as Aggregate;
const subject: Subject = {
  ...bill,
  schema: {
    ...bill.schema,
    Run: {
      fields: Object.fromEntries(
        ["run_id", "seller", "cycle"].map((name) => [name, { type: STRING, required: false }]),
      ),
    },
  },
  history: ["seller", "cycle"],
};
const plan: HistoryPlan = {
  subject,
  aggregates: [figure("documents", INT), figure("net", mapOf(decimalOf(2)))],
};

const run = (id: string, releasedOn: string, more: Partial<ReleasedEarlier> = {}) => ({
  name: `${id}.json`,
  header: { run: { run_id: id, seller: "S", cycle: "m", control: [1] } },
  releasedOn,
  digest: `d-${id}`,
  figures: { documents: "3", net: { EUR: "1.00" } },
  ...more,
});

const put = (earlier: JsonObject | undefined, ...runs: readonly ReleasedEarlier[]) =>
  withEarlierRuns(earlier, runs, "h.json", plan);

const idsIn = ({ file }: { readonly file: JsonObject }) =>
  (file["runs"] as readonly { run: { run_id: string } }[]).map(({ run: { run_id: id } }) => id);

test("runs stand in the order of their release, among those that stood there", () => {
  const first = put(undefined, run("C", "2026-03-02"), run("A", "2026-01-02"));
  const { file, added, history } = put(first.file, run("D", "2026-04-02"), run("B", "2026-02-02"));
  expect(idsIn({ file })).toEqual(["A", "B", "C", "D"]);
  expect(added).toEqual(["B.json", "D.json"]);
  expect(history.runs.map(({ released_on: day }) => day)).toEqual(
    ["01", "02", "03", "04"].map((month) => `2026-${month}-02`),
  );
  // Lists of a header are not compared, and not kept.
  expect((file["runs"] as JsonObject[])[0]).toEqual({
    run: { run_id: "A", seller: "S", cycle: "m" },
    released_on: "2026-01-02",
    source_digest: "d-A",
    aggregates: { documents: "3", net: { EUR: "1.00" } },
  });
});

describe("a run counts once", () => {
  const there = put(undefined, run("A", "2026-01-02")).file;
  // What comes again, and what becomes of it.
  test.each<[why: string, again: ReleasedEarlier, becomes: "known" | "completed" | "added"]>([
    ["the same file", run("A", "2026-01-02"), "known"],
    ["its bytes, under another name", run("A", "2026-01-02", { name: "x", header: {} }), "known"],
    ["its id, from another file", run("A", "2026-01-02", { digest: "other" }), "known"],
    [
      "figures written otherwise",
      run("A", "2026-01-02", { figures: { documents: "3.0", net: { EUR: "1" } } }),
      "known",
    ],
    [
      "figures that nobody knows any more",
      run("A", "2026-01-02", { figures: { documents: "unknown", net: "unknown" } }),
      "known",
    ],
    [
      "its id in another cycle",
      run("A", "2026-01-02", {
        digest: "other",
        header: { run: { run_id: "A", seller: "S", cycle: "w" } },
      }),
      "added",
    ],
  ])("%s", (_, again, becomes) => {
    const done = put(there, again);
    expect([done.added, done.completed, done.known].map(({ length }) => length)).toEqual(
      ["added", "completed", "known"].map((one) => (one === becomes ? 1 : 0)),
    );
    if (becomes === "known") expect(done.file).toEqual(there);
  });

  test("what its sender stated of its content is enough", () => {
    const hashed = run("A", "2026-01-02", {
      header: { content_hash: "c", run: { run_id: "A", seller: "S", cycle: "m" } },
    });
    const other = run("Z", "2026-01-02", {
      header: { content_hash: "c", run: { run_id: "Z", seller: "S", cycle: "m" } },
    });
    expect(put(undefined, hashed, other)).toMatchObject({ added: ["A.json"], known: ["Z.json"] });
  });

  test("and gets figures that it lacked, and no others", () => {
    const old = structuredClone(there) as { runs: { aggregates: JsonObject }[] };
    old.runs[0]!.aggregates = { documents: "3", gone: "5" };
    const done = put(old as unknown as JsonObject, run("A", "2026-01-02"));
    expect(done.completed).toEqual(["A.json"]);
    expect((done.file["runs"] as JsonObject[])[0]).toMatchObject({
      aggregates: { documents: "3", gone: "5", net: { EUR: "1.00" } },
    });
  });

  test.each<[again: ReleasedEarlier, told: string]>([
    [
      run("A", "2026-01-03"),
      "h.json: A.json: it is there already, released on 2026-01-02 and not on 2026-01-03",
    ],
    [
      run("A", "2026-01-02", { figures: { documents: "4", net: { EUR: "1.00", NOK: "1.00" } } }),
      "h.json: A.json: it is there already with other figures (documents, net)",
    ],
  ])("but not with another day or other figures: %j", (again, told) => {
    expect(() => put(there, run("B", "2026-02-02"), again)).toThrow(
      expect.objectContaining({ code: "conflict", message: expect.stringContaining(told) }),
    );
  });
});

test("a history that is wrong is told before anything is put in", () => {
  const wrong = { schema: "holdpoint/history/1", runs: [{ aggregates: { documents: 3 } }] };
  expect(() => put(wrong, run("A", "2026-01-02"))).toThrow("/runs/0/aggregates/documents");
});

test("however runs are grouped and ordered, and however often they come, the history is one", () => {
  const days = fc.integer({ min: 1, max: 9 });
  const one = fc
    .tuple(fc.constantFrom("A", "B", "C", "D", "E", "F"), days)
    .map(([id]) => run(id, `2026-01-0${("ABCDEF".indexOf(id) % 3) + 1}`));
  fc.assert(
    fc.property(
      fc.array(fc.array(one, { minLength: 1, maxLength: 6 }), { maxLength: 5 }),
      (groups) => {
        const stepwise = groups.reduce<JsonObject | undefined>(
          (file, group) => put(file, ...group).file,
          undefined,
        );
        const all = groups.flat();
        if (!stepwise) return;
        const atOnce = put(undefined, ...all.toReversed());
        const sorted = (file: JsonObject) =>
          idsIn({ file }).map((id) => `${"ABCDEF".indexOf(id) % 3}${id}`);
        expect(sorted(stepwise).toSorted()).toEqual(sorted(atOnce.file).toSorted());
        expect(new Set(idsIn(atOnce)).size).toBe(idsIn(atOnce).length);
        expect(put(stepwise, ...all).file).toEqual(stepwise);
      },
    ),
    { numRuns: 200 },
  );
});

// What names the day, and the day or what is said.
test.each<[named: string | undefined, header: JsonObject, day: string]>([
  ["2026-11-02", { released_on: "2026-11-05" }, "2026-11-02"],
  [
    undefined,
    { released_on: "2026-11-05", requested_release_at: "2026-11-09T00:00:00Z" },
    "2026-11-05",
  ],
  [undefined, { requested_release_at: "2026-11-01T22:30:00Z" }, "2026-11-02"], // in Tallinn
  ["2026-02-30", {}, '--released-on is "2026-02-30", but must be a date'],
  [undefined, { released_on: "soon" }, 'released_on is "soon", but must be a date'],
  [
    undefined,
    { requested_release_at: "soon" },
    'requested_release_at is "soon", which is no instant',
  ],
  [undefined, {}, "nothing says when it was released"],
])("%j, %j: %s", (named, header, expected) => {
  const found = releaseDay(named, header, "Europe/Tallinn");
  expect("day" in found ? found.day : found.problem).toContain(expected);
});
