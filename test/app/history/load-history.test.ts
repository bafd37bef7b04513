import { type LoadHistory, loadHistory } from "../../../lib/app/history/load-history.ts";
import { replay } from "../../../lib/app/replay.ts";
import { submit } from "../../../lib/app/submit.ts";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { createTable, describeOnDynamo, dynoxide } from "../../support/engines/dynamodb.ts";
import { monthOf, monthsGate } from "../../support/months-gate.ts";
import {
  people,
  type ReviewedGate,
  reviewedGate,
  reviewedGateOnDynamo,
} from "../../support/reviewed-gate.ts";

const plan = monthsGate();
const header = { period: "monthly", country: "EE" };

/** A run of so many bills, released on a day of October. */
const past = (bills: number, day: number, more: JsonObject = {}): JsonObject => ({
  run: header,
  released_on: `2026-10-${day}`,
  content_hash: `h-${day}`,
  aggregates: { bills: `${bills}`, by_currency: { EUR: `${bills * 10}.00` } },
  ...more,
});
const three = [past(20, 10), past(21, 11), past(19, 12)];

function loading(open: () => Promise<ReviewedGate>): void {
  let gate: ReviewedGate;
  beforeEach(async () => {
    gate = await open();
  });
  afterEach(() => gate.close());

  const load = (runs: readonly JsonObject[], more: Partial<LoadHistory> = {}) =>
    loadHistory(gate.ports, { caller: people.admin, gate: "months", runs, ...more });
  let count = 0;
  const handIn = async (bills: number, headers: JsonObject = {}) => {
    count++;
    return submit(gate.ports, {
      ...{ gate: "months", body: monthOf(bills, headers), caller: people.shop },
      idempotencyKey: `load-${count}`,
    });
  };
  const namesIn = async (id: string) =>
    (await gate.ports.audits.find(id))?.history?.runs.map(({ id: run }) => run);

  test("what is loaded is what the next run is compared with, behind an entry of its own", async () => {
    const { entry } = await load(three);
    expect(entry).toMatchObject({
      ...{ action: "history.loaded", gate: "months" },
      facts: {
        known: 0,
        names: ["the run of 2026-10-10", "the run of 2026-10-11", "the run of 2026-10-12"],
      },
    });
    expect(await gate.ports.audits.action(entry.id)).toEqual(entry);
    const runs = entry.facts["runs"] as readonly { readonly id: string }[];
    const { submission_id, state } = await handIn(10);
    expect(state).toBe("held");
    expect(await namesIn(submission_id)).toEqual(runs.map(({ id }) => id));
    // Of a kind that has none nobody forgot to load it.
    const yearly = await handIn(10, { period: "yearly" });
    expect(await namesIn(yearly.submission_id)).toEqual([]);
    expect(yearly.report.rules[0]).toMatchObject({ outcomes: { not_applicable: 1 } });
  });

  test("the same runs again are known and change nothing, alone and among others", async () => {
    await load(three);
    const again = await load(three, { idempotencyKey: "again" });
    expect(again.entry.facts).toMatchObject({ runs: [], known: 3 });
    expect(await load(three, { idempotencyKey: "again" })).toEqual(again);
    const more = await load([three[1]!, past(22, 13), past(22, 13)]);
    expect(more.entry.facts).toMatchObject({ names: ["the run of 2026-10-13"], known: 2 });
    expect(await namesIn((await handIn(20)).submission_id)).toHaveLength(4);
  });

  test("of equal loads at once each run is put in once", async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => load(three)));
    const added = all.map(({ entry }) => (entry.facts["runs"] as readonly unknown[]).length);
    expect(added.toSorted()).toEqual([0, 0, 0, 3]);
    expect(await namesIn((await handIn(20)).submission_id)).toHaveLength(3);
  });

  test("a run that the gate released itself is known by the hash that its sender stated", async () => {
    gate.at("2026-10-10T10:00:00.000Z");
    await handIn(20, { content_hash: "h-10" });
    const { entry } = await load(three);
    expect(entry.facts).toMatchObject({ known: 1 });
    expect(await namesIn((await handIn(20)).submission_id)).toHaveLength(3);
  });

  test("a run that the gate releases after it was loaded counts once, as what went out", async () => {
    await load(three);
    gate.at("2026-10-20T10:00:00.000Z");
    // Of other figures even: what the gate saw is what went out.
    const again = await handIn(22, { content_hash: "h-11" });
    expect(again.state).toBe("released_auto");
    const next = await handIn(20);
    const names = await namesIn(next.submission_id);
    expect(names).toHaveLength(3);
    expect(names).toContain(again.submission_id);
    const { verdict } = await replay(gate.ports, {
      ...{ caller: people.auditor, submission: next.submission_id },
    });
    expect(verdict).toBe("equal");
  });

  test("a run of other figures or another day is refused, with all that came with it", async () => {
    await load(three);
    const other = past(25, 10);
    const moved = past(20, 14, { content_hash: "h-10" });
    await expect(load([other, past(30, 15)])).rejects.toMatchObject({
      ...{ code: "conflict", reason: "other_figures" },
      mistakes: [
        {
          message:
            "the run of 2026-10-10: it is there already with other figures (bills, by_currency), so " +
            "other records or other rules gave them",
        },
      ],
    });
    await expect(load([moved])).rejects.toThrow(
      "it is there already, released on 2026-10-10 and not on 2026-10-14",
    );
    expect(await namesIn((await handIn(20)).submission_id)).toHaveLength(3);
  });

  test("more figures than rules have names for are kept, and what is unknown is not", async () => {
    const aggregates = { bills: "20", by_currency: "unknown", later: "7", odd: 7, none: null };
    await load([past(20, 10, { aggregates })]);
    const { kind } = (await gate.ports.submissions.find((await handIn(20)).submission_id))!
      .countsAs!;
    const [listed] = await gate.ports.earlierRuns.latest("months", kind, 1);
    expect(listed?.releasedOn).not.toBe("2026-10-10"); // the one just released
    const [first] = await gate.ports.earlierRuns.latest("months", kind, 2);
    const [figures] = await gate.ports.earlierRuns.figures([first!.id]);
    expect(JSON.parse(figures!.text)).toMatchObject({
      run: header,
      aggregates: { bills: "20", later: "7" },
    });
  });

  test("runs that were not released do not count", async () => {
    const { released_on: _, ...draft } = past(20, 10);
    const { entry } = await load([draft, past(21, 11)]);
    expect(entry.facts).toMatchObject({ names: ["the run of 2026-10-11"], known: 0 });
  });

  // What is loaded, and what is said of it.
  test.each<[string, Partial<LoadHistory>, object]>([
    ["by whom reviews", { caller: people.manager }, { code: "forbidden", reason: "role_missing" }],
    ["by a sender", { caller: people.shop }, { code: "forbidden" }],
    ["of another kind", { subject: "order" }, { code: "invalid" }],
    ["more than one transaction takes", { runs: Array(21).fill(three[0]) }, { code: "too_large" }],
    [
      "whose figures are no texts",
      { runs: [past(20, 10, { aggregates: { bills: 20 } })] },
      { code: "invalid", mistakes: [{ pointer: "/runs/0/aggregates/bills" }] },
    ],
    [
      "that do not say of which kind they are",
      { runs: [past(20, 10, { run: { country: "EE" } })] },
      { code: "invalid", mistakes: [{ pointer: "/runs/0/run/period" }] },
    ],
    [
      "in another order than that of their days",
      { runs: [three[1]!, three[0]!] },
      { code: "invalid", mistakes: [{ pointer: "/runs/1/released_on" }] },
    ],
  ])("runs %s are refused", async (_, more, refusal) => {
    await expect(load(three, more)).rejects.toMatchObject(refusal);
    expect(await gate.ports.earlierRuns.isLoaded("months")).toBe(false);
  });
}

describe("on SQLite", () => loading(() => reviewedGate({ plan })));

describeOnDynamo("on DynamoDB", [dynoxide], (documents) => {
  let tables = 0;
  loading(async () => {
    tables++;
    await createTable(documents(), `loads-${tables}`);
    return reviewedGateOnDynamo(documents(), `loads-${tables}`, undefined, plan);
  });
});

test("a gate whose headers do not tell its runs apart takes no history, nor does none", async () => {
  const gate = await reviewedGate();
  const command = { caller: people.admin, gate: "marks", runs: [{ aggregates: {} }] };
  await expect(loadHistory(gate.ports, command)).rejects.toMatchObject({ code: "invalid" });
  const nowhere = loadHistory(gate.ports, { ...command, gate: "nowhere" });
  await expect(nowhere).rejects.toMatchObject({ code: "not_found" });
  await gate.close();
});
