import { randomBytes } from "node:crypto";
import type { Changes } from "../../lib/app/changes.ts";
import { type CountsAs, type EarlierRun, figuresOf } from "../../lib/app/history/earlier-run.ts";
import type { Audits, EarlierRuns } from "../../lib/app/ports.ts";
import type { Release, Submission } from "../../lib/app/review/submission.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { sampleAction, sampleActor, sampleSubmission } from "../support/sample-documents.ts";
import { sampleWriting } from "../support/sample-submission.ts";

/** What every adapter of `EarlierRuns` keeps to, and of `Audits` where it adds to them. */
export function earlierRunsContract(
  ports: () => { readonly audits: Audits; readonly earlierRuns: EarlierRuns },
): void {
  let count = 0;
  const append = async (of: string, changes: Changes) => {
    count++;
    await ports().audits.append(sampleAction(of, `earlier ${count}`), changes);
  };
  const idOf = (name: string) => submissionIdOf("earlier-runs", "tester", name);
  const countsAs = (kind: string, zone = "Europe/Tallinn"): CountsAs => ({
    ...{ kind, zone, figures: "ab".repeat(32) },
  });
  const released = (at: string): readonly Release[] => [
    { id: "x", at, kind: "whole", records: 1, by: sampleActor },
  ];
  const one = (id: string, more: Partial<Submission>) => sampleSubmission(id, more);
  const latest = async (gate: string, kind: string, max = 24) =>
    (await ports().earlierRuns.latest(gate, kind, max)).map(({ id }) => id);
  const loaded = (gate: string, id: string, releasedOn: string): EarlierRun => ({
    ...{ id: `loaded.${id}`, gate, kind: "monthly", releasedOn, releasedAt: "" },
    figures: "cd".repeat(32),
  });

  test("a gate that has released nothing has none", async () => {
    expect(await ports().earlierRuns.isLoaded("earlier-none")).toBe(false);
    expect(await latest("earlier-none", "monthly")).toEqual([]);
    expect(await ports().earlierRuns.figures([idOf("nowhere")])).toEqual([undefined]);
    expect(await ports().earlierRuns.figures([])).toEqual([]);
  });

  test("what is held is none, and is one from the transaction on in which it is released", async () => {
    const [gate, id] = ["earlier-held", idOf("held")];
    await append(id, { submissions: [one(id, { gate, countsAs: countsAs("monthly") })] });
    expect(await latest(gate, "monthly")).toEqual([]);
    const partly = {
      gate,
      countsAs: countsAs("monthly"),
      releases: released("2026-11-23T10:00:00Z"),
    };
    await append(id, {
      submissions: [one(id, { ...partly, version: 2, state: "partially_released" })],
    });
    expect(await latest(gate, "monthly")).toEqual([]);
    // Half an hour past midnight where the gate is.
    const whole = { ...partly, releases: released("2026-11-24T22:30:00.000Z") };
    await append(id, { submissions: [one(id, { ...whole, version: 3, state: "released" })] });
    expect(await ports().earlierRuns.isLoaded(gate)).toBe(false);
    expect(await ports().earlierRuns.latest(gate, "monthly", 24)).toEqual([
      {
        ...{ id, gate, kind: "monthly", releasedOn: "2026-11-25" },
        ...{ releasedAt: "2026-11-24T22:30:00.000Z", figures: "ab".repeat(32) },
      },
    ]);
  });

  test("what ends otherwise, and what counts as nothing, is none", async () => {
    const gate = "earlier-ended";
    const states = ["rejected", "withdrawn", "superseded", "expired", "held"] as const;
    for (const state of states) {
      const id = idOf(`ended ${state}`);
      await append(id, { submissions: [one(id, { gate, state, countsAs: countsAs("monthly") })] });
    }
    const uncounted = idOf("uncounted");
    const releases = released("2026-11-23T10:00:00Z");
    await append(uncounted, {
      submissions: [one(uncounted, { gate, state: "released", releases })],
    });
    expect(await latest(gate, "monthly")).toEqual([]);
  });

  test("the latest of a kind stand in the order of day, instant and id, and no other kind's", async () => {
    const gate = "earlier-order";
    const runs: readonly (readonly [name: string, kind: string, at: string])[] = [
      ["third", "monthly", "2026-11-03T10:00:00.000Z"],
      ["first", "monthly", "2026-11-01T12:00:00+02:00"],
      ["other", "weekly", "2026-11-05T10:00:00.000Z"],
      ["second", "monthly", "2026-11-01T10:00:01Z"],
      ["fourth", "monthly", "2026-11-04T10:00:00.000Z"],
    ];
    for (const [name, kind, at] of runs)
      await append(idOf(name), {
        submissions: [
          one(idOf(name), {
            ...{ gate, state: "released_auto", verdict: "pass" },
            ...{ countsAs: countsAs(kind), releases: released(at) },
          }),
        ],
      });
    // A day alone stands before the instants of that day, whenever it was loaded.
    const earlierRuns = [loaded(gate, "b", "2026-11-01"), loaded(gate, "a", "2026-11-01")];
    await append("deployment", { earlierRuns });
    const all = ["loaded.a", "loaded.b", ...["first", "second", "third", "fourth"].map(idOf)];
    expect(await latest(gate, "monthly")).toEqual(all);
    expect(await latest(gate, "monthly", 3)).toEqual(all.slice(-3));
    expect(await latest(gate, "weekly")).toEqual([idOf("other")]);
    expect(await latest(gate, "month")).toEqual([]);
    expect(await latest("earlier-order-too", "monthly")).toEqual([]);
  });

  test("what was counted is read as it was written, however large it is", async () => {
    const { entry, dossier } = sampleWriting("counted");
    const small = figuresOf(entry.id, { salt: "ab", aggregates: { gross: "10.30" } });
    await ports().audits.append(entry, { dossier, figures: [small] });
    const groups = Array.from({ length: 10_000 }, (_, n) => [
      `item ${n} ${randomBytes(24).toString("hex")}`,
      `${n}.50`,
    ]);
    const large = figuresOf("loaded.large", {
      ...{ salt: "ab", aggregates: { by_item: Object.fromEntries(groups) } },
    });
    expect(large.text.length).toBeGreaterThan(650_000);
    await append("deployment", { figures: [large] });
    const found = await ports().earlierRuns.figures(["loaded.large", idOf("none"), entry.id]);
    expect(found).toEqual([large, undefined, small]);
  });

  test("appending again adds nothing again", async () => {
    const [gate, id] = ["earlier-again", idOf("again")];
    const changes: Changes = {
      earlierRuns: [loaded(gate, "again", "2026-11-01")],
      figures: [figuresOf("loaded.again", { salt: "ab", aggregates: {} })],
    };
    const action = sampleAction(id, "again");
    await ports().audits.append(action, changes);
    await ports().audits.append(action, changes);
    expect(await latest(gate, "monthly")).toEqual(["loaded.again"]);
    expect(await ports().earlierRuns.isLoaded(gate)).toBe(true);
    expect(await ports().earlierRuns.isLoaded(`${gate}-too`)).toBe(false);
  });

  test("a run that is there already is not written over: all of it is refused as moved", async () => {
    const [gate, id] = ["earlier-twice", idOf("twice")];
    const first = figuresOf("loaded.twice", { salt: "ab", aggregates: { gross: "1" } });
    const run = loaded(gate, "twice", "2026-11-01");
    await append(id, { earlierRuns: [run], figures: [first] });
    const other = figuresOf("loaded.twice", { salt: "ab", aggregates: { gross: "2" } });
    const fresh = loaded(gate, "fresh", "2026-11-02");
    for (const changes of [
      { figures: [other], earlierRuns: [fresh] },
      { earlierRuns: [fresh, run] },
    ])
      await expect(append(id, changes)).rejects.toMatchObject({
        code: "conflict",
        reason: "moved",
      });
    expect(await ports().earlierRuns.figures(["loaded.twice"])).toEqual([first]);
    expect(await latest(gate, "monthly")).toEqual(["loaded.twice"]);
  });

  test("of releases at once none is lost", async () => {
    const gate = "earlier-at-once";
    const ids = Array.from({ length: 12 }, (_, n) => idOf(`at once ${n}`));
    const at = "2026-11-01T10:00:00.000Z";
    const state = {
      gate,
      state: "released_auto",
      verdict: "pass",
      releases: released(at),
    } as const;
    await Promise.all(
      ids.map((id) =>
        append(id, { submissions: [one(id, { ...state, countsAs: countsAs("monthly") })] }),
      ),
    );
    expect(await latest(gate, "monthly")).toEqual(ids.toSorted());
  });
}
