import { GateError } from "../../../lib/app/errors.ts";
import { parseHistory } from "../../../lib/app/history.ts";
import type { EarlierRuns } from "../../../lib/app/ports.ts";
import { replay } from "../../../lib/app/replay.ts";
import { decide } from "../../../lib/app/review/cases/decide.ts";
import { rejectSubmission } from "../../../lib/app/review/submissions/reject-submission.ts";
import { releasePartially } from "../../../lib/app/review/submissions/release-partially.ts";
import { submit } from "../../../lib/app/submit.ts";
import { createTable, describeOnDynamo, dynoxide } from "../../support/engines/dynamodb.ts";
import { type Month, monthOf, monthsGate } from "../../support/months-gate.ts";
import {
  agreed,
  people,
  type ReviewedGate,
  reviewedGate,
  reviewedGateOnDynamo,
} from "../../support/reviewed-gate.ts";

const plan = monthsGate();

/** The same gate in both homes: a fresh one for each test. */
function servedHistory(open: () => Promise<ReviewedGate>): void {
  let gate: ReviewedGate;
  beforeEach(async () => {
    gate = await open();
  });
  afterEach(() => gate.close());

  let count = 0;
  const handIn = async (bills: number, more: Month = {}, ports = gate.ports) => {
    count++;
    const answer = await submit(ports, {
      ...{ gate: "months", body: monthOf(bills, more), caller: people.shop },
      idempotencyKey: `month-${count}`,
    });
    await gate.deliver();
    return answer;
  };
  /** Lets all of it through. */
  const release = async (submission: string): Promise<void> => {
    for (const { id } of await gate.store.cases.of(submission)) {
      const command = { case: id, decision: "release", reason: agreed } as const;
      await decide(gate.ports, { caller: people.manager, ...command });
    }
  };
  const stateOf = async (id: string) => (await gate.store.submissions.find(id))?.state;
  const entryOf = async (id: string) => (await gate.store.audits.find(id))!;
  const namesIn = async (id: string) => (await entryOf(id)).history?.runs.map((one) => one.id);
  const replayed = (submission: string, earlierRuns?: EarlierRuns) =>
    replay(
      { ...gate.ports, ...(earlierRuns && { earlierRuns }) },
      { caller: people.auditor, submission },
    );
  const tallyOf = (report: Awaited<ReturnType<typeof handIn>>["report"], rule: string) =>
    report.rules.find((one) => one.rule === rule);

  test("three released runs make the fourth unusual; the replay agrees, whatever is released since", async () => {
    gate.at("2026-11-23T22:30:00.000Z");
    const before = [];
    for (const bills of [20, 21, 19]) before.push(await handIn(bills));
    expect(before.map(({ state }) => state)).toEqual(Array(3).fill("released_auto"));
    const fourth = await handIn(10);
    expect(fourth.state).toBe("held");
    expect(fourth.report.violations).toMatchObject([
      { rule: "MON-01", severity: "hold", values: { usual: { value: "20" } } },
    ]);
    const entry = await entryOf(fourth.submission_id);
    // Half an hour past midnight in Tallinn; the three are of one instant, and in the order of ids.
    const ids = before.map(({ submission_id }) => submission_id).toSorted();
    expect(entry.history?.runs).toEqual(ids.map((id) => ({ id, releasedOn: "2026-11-24" })));
    expect(entry.history?.digest).not.toBe(fourth.report.read?.history); // salted

    for (const bills of [30, 31, 32]) await handIn(bills, { period: "other" });
    await release(fourth.submission_id);
    await handIn(18);
    for (const { submission_id } of [...before, fourth]) {
      const { verdict, differences } = await replayed(submission_id);
      expect([verdict, differences]).toEqual(["equal", []]);
    }
  });

  test("its report is that of a check with the same runs in a file", async () => {
    for (const bills of [20, 21]) {
      gate.at(`2026-11-2${bills - 18}T10:00:00.000Z`);
      await handIn(bills, { content_hash: `h-${bills}` });
    }
    const { report } = await handIn(20);
    const runs = [20, 21].map((bills) => ({
      run: { period: "monthly", country: "EE" },
      released_on: `2026-11-2${bills - 18}`,
      content_hash: `h-${bills}`,
      aggregates: { bills: `${bills}`, by_currency: { EUR: `${bills * 10}.00` } },
    }));
    const file = { schema: "holdpoint/history/1", subject: "bill", runs };
    const { digest } = parseHistory(Buffer.from(JSON.stringify(file)), "h.json", plan.plan);
    expect(report.read).toEqual({ history: digest });
  });

  test("as long as none of its kind was released rules are not configured, and say so", async () => {
    const first = await handIn(20);
    expect(tallyOf(first.report, "MON-01")).toMatchObject({
      outcomes: { not_configured: 1 },
      notConfigured: { needs: ["history"] },
    });
    expect(first.report.read).toBeUndefined();
    expect((await entryOf(first.submission_id)).history).toBeUndefined();
    const other = await handIn(500, { period: "yearly" });
    expect(tallyOf(other.report, "MON-01")).toMatchObject({ outcomes: { not_configured: 1 } });
    expect((await entryOf(other.submission_id)).history).toBeUndefined();
    const second = await handIn(500);
    expect(tallyOf(second.report, "MON-01")).toMatchObject({ outcomes: { not_applicable: 1 } });
    expect((await replayed(first.submission_id)).verdict).toBe("equal");
    expect((await replayed(other.submission_id)).verdict).toBe("equal");
  });

  test("what is held counts from its release on, and what is rejected never", async () => {
    const first = await handIn(20);
    const [held, thrown] = [await handIn(20, { held: 1 }), await handIn(20, { held: 1 })];
    await rejectSubmission(gate.ports, {
      ...{ caller: people.manager, submission: thrown.submission_id, reason: agreed },
    });
    const [a, b] = [first.submission_id, held.submission_id];
    expect(await namesIn((await handIn(10, { held: 1 })).submission_id)).toEqual([a]);
    gate.at("2026-11-25T10:00:00.000Z");
    await release(b);
    expect(await stateOf(b)).toBe("released");
    expect(await namesIn((await handIn(10, { held: 1 })).submission_id)).toEqual([a, b]);
  });

  test("what went out in part counts once all of it has, and what corrects the rest never", async () => {
    const first = await handIn(20);
    const parts = async () => {
      const { submission_id: submission } = await handIn(20, { held: 2, from: 1_000 });
      await releasePartially(gate.ports, { caller: people.manager, submission, reason: agreed });
      expect(await stateOf(submission)).toBe("partially_released");
      return submission;
    };
    const [whole, corrected] = [await parts(), await parts()];
    expect(await namesIn((await handIn(1, { held: 1 })).submission_id)).toEqual([
      first.submission_id,
    ]);
    await release(whole);
    // The two that were held, made right.
    const rest = await handIn(2, { supersedes: corrected, from: 1_000 });
    expect(rest.state).toBe("released_auto");
    const next = await handIn(1, { held: 1 });
    expect(await namesIn(next.submission_id)).toEqual([first.submission_id, whole].toSorted());
    for (const id of [whole, corrected, rest.submission_id])
      expect((await replayed(id)).verdict).toBe("equal");
  });

  test("of two that are released at once both count for the next", async () => {
    const both = await Promise.all([handIn(20), handIn(20)]);
    const next = await handIn(20);
    const ids = both.map(({ submission_id }) => submission_id).toSorted();
    expect(await namesIn(next.submission_id)).toEqual(ids);
  });

  test("a release that was stored and not answered, or answered and not stored, counts once or never", async () => {
    await handIn(20);
    const { audits } = gate.ports;
    const died = new GateError("unavailable", "nobody answered");
    const tell = (when: "before" | "after") => ({
      ...gate.ports,
      audits: {
        ...audits,
        append: async (...asked: Parameters<typeof audits.append>) => {
          if (when === "after") await audits.append(...asked);
          throw died;
        },
      },
    });
    const command = { gate: "months", body: monthOf(21), caller: people.shop };
    for (const [when, counted] of [
      ["before", 1],
      ["after", 2],
    ] as const) {
      const idempotencyKey = `cut-${when}`;
      await expect(submit(tell(when), { ...command, idempotencyKey })).rejects.toBe(died);
      expect(await namesIn((await handIn(1, { held: 1 })).submission_id)).toHaveLength(counted);
    }
    await submit(gate.ports, { ...command, idempotencyKey: "cut-after" });
    expect(await namesIn((await handIn(1, { held: 1 })).submission_id)).toHaveLength(2);
    await submit(gate.ports, { ...command, idempotencyKey: "cut-before" });
    expect(await namesIn((await handIn(1, { held: 1 })).submission_id)).toHaveLength(3);

    // And so does a decision that releases.
    const { submission_id: held } = await handIn(20, { held: 1 });
    const [{ id }] = (await gate.store.cases.of(held)) as unknown as [{ id: string }];
    const decision = {
      case: id,
      decision: "release",
      reason: agreed,
      idempotencyKey: "d",
    } as const;
    const by = { caller: people.manager, ...decision };
    await expect(decide(tell("after"), by)).rejects.toBe(died);
    await decide(gate.ports, by);
    expect(await namesIn((await handIn(1, { held: 1 })).submission_id)).toHaveLength(4);
  });

  test("a replay tells of earlier runs that are gone, and of figures that are others", async () => {
    for (const bills of [20, 21, 19]) await handIn(bills);
    const { submission_id: id } = await handIn(10);
    const { earlierRuns } = gate.ports;
    const changedTo = (change: (text: string) => string | undefined): EarlierRuns => ({
      ...earlierRuns,
      figures: async (ids) =>
        (await earlierRuns.figures(ids)).map((one, index) => {
          const text = one && index === 1 ? change(one.text) : one?.text;
          return one && text !== undefined ? { ...one, text } : undefined;
        }),
    });
    const gone = {
      ...{ of: "history", at: "/history/runs/1" },
      message: "the figures of this earlier run are missing, or no longer as they were written",
    };
    for (const change of [
      () => undefined,
      (text: string) => text.replace('"bills":"', '"bills":"1'),
    ]) {
      const { verdict, differences } = await replayed(id, changedTo(change));
      expect(verdict).toBe("different");
      expect(differences).toContainEqual(gone);
    }
    expect((await replayed(id)).verdict).toBe("equal");
    // Written anew as a whole: its digest fits itself, and not the entry.
    const figures: EarlierRuns["figures"] = async (ids) => {
      const [first, second] = await earlierRuns.figures(ids);
      return [second, second, first];
    };
    expect((await replayed(id, { ...earlierRuns, figures })).differences).toContainEqual({
      ...{ of: "history", at: "/history/digest" },
      message: "the earlier runs that it was compared with have other figures now",
    });
  });

  test("where earlier runs cannot be read as they were written there is no verdict", async () => {
    await handIn(20);
    const { earlierRuns } = gate.ports;
    const unavailable = new GateError("unavailable", "the store could not be reached");
    const refused = async () => {
      throw unavailable;
    };
    const broken: readonly Partial<EarlierRuns>[] = [
      { latest: refused },
      { figures: refused },
      { figures: async (ids) => ids.map(() => undefined) },
      {
        figures: async (ids) =>
          (await earlierRuns.figures(ids)).map((one) => one && { ...one, text: `${one.text} ` }),
      },
      { latest: async () => [], isLoaded: refused },
    ];
    for (const some of broken) {
      const ports = { ...gate.ports, earlierRuns: { ...earlierRuns, ...some } };
      await expect(handIn(20, {}, ports)).rejects.toMatchObject({ code: "unavailable" });
    }
    expect(await gate.store.submissions.held("months", 10)).toEqual([]);
    expect(await namesIn((await handIn(20)).submission_id)).toHaveLength(1);
  });

  test("a header that does not say of which kind its run is counts nowhere, and is told", async () => {
    await handIn(20);
    const answer = await handIn(20, { period: "" });
    expect(tallyOf(answer.report, "MON-01")).toMatchObject({ outcomes: { missing: 1 } });
    await release(answer.submission_id);
    expect(await namesIn((await handIn(20)).submission_id)).toHaveLength(1);
  });
}

describe("on SQLite", () => servedHistory(() => reviewedGate({ plan })));

describeOnDynamo("on DynamoDB", [dynoxide], (documents) => {
  let tables = 0;
  servedHistory(async () => {
    tables++;
    await createTable(documents(), `months-${tables}`);
    return reviewedGateOnDynamo(documents(), `months-${tables}`, undefined, plan);
  });
});
