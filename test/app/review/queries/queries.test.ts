import type { Caller } from "../../../../lib/app/caller.ts";
import { ask } from "../../../../lib/app/review/cases/ask.ts";
import { claimCase } from "../../../../lib/app/review/cases/claim-case.ts";
import { decide } from "../../../../lib/app/review/cases/decide.ts";
import { auditTrail } from "../../../../lib/app/review/queries/audit-trail.ts";
import { casesOf } from "../../../../lib/app/review/queries/cases-of.ts";
import { getApproval } from "../../../../lib/app/review/queries/get-approval.ts";
import { getCase } from "../../../../lib/app/review/queries/get-case.ts";
import { getReport } from "../../../../lib/app/review/queries/get-report.ts";
import { getSubmission } from "../../../../lib/app/review/queries/get-submission.ts";
import { listHeld } from "../../../../lib/app/review/queries/list-held.ts";
import {
  type ListQueue,
  listQueue,
  looksMax,
} from "../../../../lib/app/review/queries/list-queue.ts";
import {
  type PageViolations,
  pageViolations,
} from "../../../../lib/app/review/queries/page-violations.ts";
import { submit } from "../../../../lib/app/submit.ts";
import { type MarkedOrder, marked } from "../../../support/marks-gate.ts";
import { actors, arrangeApproval } from "../../../support/review-table.ts";
import {
  agreed,
  callerOf,
  monday,
  people,
  type ReviewedGate,
  reviewedGate,
} from "../../../support/reviewed-gate.ts";

let gate: ReviewedGate;
beforeEach(async () => {
  gate = await reviewedGate();
});
afterEach(() => gate.close());

const mari = callerOf("mari", "service_manager");
let keys = 0;
const submitted = async (orders: readonly MarkedOrder[], headers = {}): Promise<string> =>
  (await gate.submit(`q${keys++}`, orders, headers)).submission_id;

describe("who sees what", () => {
  // Written down by hand from section 5.3; `asked` is who sees it because a second person was asked for.
  const sees: Readonly<Record<string, string>> = {
    "its sender": "submission report cases held queue",
    "a manager": "submission report cases held queue approval",
    "an analyst": "submission report cases held queue approval",
    "a deputy": "submission report cases held queue approval",
    "a second approver": "asked",
    "a functional manager of the department": "submission report cases held queue",
    // Lists in which there is nothing for them.
    "another sender": "held queue",
    "a colleague of its sender": "held queue",
    "a functional manager of another": "held queue",
    compliance: "submission report cases held queue approval",
    "an auditor": "submission report cases held queue approval audit",
    "a machine with a manager's role": "submission report cases held queue approval",
  };

  test.each(actors.map((who) => [who.title, who.caller] as const))("%s", async (title, caller) => {
    const plain = await submitted([{ number: "1", marks: ["hold1"] }]);
    const { submission, approval } = await arrangeApproval(gate, "pending");
    const row = sees[title] ?? "";
    expect(await seen(caller, plain, approval)).toBe(row === "asked" ? "held queue approval" : row);
    if (row === "asked")
      expect(await seen(caller, submission, approval)).toBe(
        "submission report cases held queue approval",
      );
  });

  /** What somebody sees of a submission, in words. */
  async function seen(caller: Caller, submission: string, approval: string): Promise<string> {
    const { ports } = gate;
    const id = (await ports.cases.of(submission))[0]!.id;
    const of = { caller, submission };
    const ways: Readonly<Record<string, () => Promise<unknown>>> = {
      submission: () => getSubmission(ports, of),
      report: async () => [
        await getReport(ports, of),
        await pageViolations(ports, { ...of, max: 1 }),
      ],
      cases: async () => [await casesOf(ports, of), await getCase(ports, { caller, case: id })],
      held: () => listHeld(ports, { caller, gate: "marks", max: 10 }),
      queue: () => listQueue(ports, { caller, max: 10 }),
      approval: () => getApproval(ports, { caller, approval }),
      audit: () => auditTrail(ports, of),
    };
    const found: string[] = [];
    for (const [name, way] of Object.entries(ways))
      try {
        await way();
        found.push(name);
      } catch (error) {
        expect(error).toMatchObject({ code: "forbidden" });
      }
    return found.join(" ");
  }

  test("lists hold what she may see, and nothing else", async () => {
    const own = await submitted([{ number: "1", marks: ["hold1"] }]);
    const stranger = callerOf("shop-2", "submitter");
    for (const [caller, count] of [
      [people.shop, 1],
      [stranger, 0],
      [mari, 1],
    ] as const) {
      const { items } = await listHeld(gate.ports, { caller, gate: "marks", max: 10 });
      expect(items.map(({ id }) => id)).toEqual(count === 1 ? [own] : []);
      expect((await listQueue(gate.ports, { caller, max: 10 })).items).toHaveLength(count);
    }
  });
});

describe("the queue", () => {
  const page = (more: Partial<ListQueue> = {}) =>
    listQueue(gate.ports, { caller: mari, max: 200, ...more });

  test("is ordered by expected cost by the hour that is left", async () => {
    const many = Array.from({ length: 9 }, (_, n) => ({
      number: String(n),
      marks: ["hold1"] as const,
    }));
    const later = await submitted(many);
    const few = await submitted([{ number: "1", marks: ["hold1"] }]);
    // One order due at once outweighs as many as nine that have eight hours.
    const urgent = await submitted([{ number: "1", marks: ["hold2"] }], {
      requested_release_at: "2026-11-23T09:30:00Z",
    });
    const { items } = await page();
    expect(items.map(({ submission }) => submission)).toEqual([urgent, later, few]);
    expect(items.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    expect(items[0]).toMatchObject({
      score: "7.62", // 0.6 contacts at 6.35 in half an hour
      times: { due: monday, overdue: true },
      openQuestions: 0,
    });
    expect(items[1]).toMatchObject({ times: { level: "L0", overdue: false }, score: "4.29" });
  });

  test("goes on behind its last page, whatever happens between pages", async () => {
    const ids = new Set<string>();
    for (let n = 0; n < 11; n++) {
      const orders = Array.from({ length: (n % 3) + 1 }, (_, at) => ({
        number: String(at),
        marks: ["hold1"] as const,
      }));
      await submitted(orders);
    }
    for (const { id } of (await page()).items) ids.add(id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await page({ max: 4, ...(cursor && { cursor }) });
      seen.push(...items.map(({ id }) => id));
      cursor = next;
      gate.at("2026-11-23T13:00:00.000Z"); // what is due has come nearer
      const decided = { caller: mari, case: items[0]!.id, decision: "release", reason: agreed };
      await decide(gate.ports, decided as Parameters<typeof decide>[1]); // the page turned is gone
    } while (cursor);
    expect(new Set(seen)).toEqual(ids);
    expect(seen).toHaveLength(11);
  });

  test("is filtered by state, severity, gate, and whose it is", async () => {
    await submitted([
      { number: "1", marks: ["hold1"] },
      { number: "2", marks: ["block"] },
    ]);
    const rules = async (more: Partial<ListQueue>) =>
      (await page(more)).items.map(({ rule }) => rule);
    const [hold] = (await page({ severity: "hold" })).items;
    await claimCase(gate.ports, { caller: mari, case: hold!.id });
    expect(await rules({ states: ["open"] })).toEqual(["MRK-03"]);
    expect(await rules({ states: ["assigned"] })).toEqual(["MRK-01"]);
    expect(await rules({ severity: "block" })).toEqual(["MRK-03"]);
    expect(await rules({ mine: true })).toEqual(["MRK-01"]);
    expect(await rules({ mine: true, caller: callerOf("kai", "service_analyst") })).toEqual([]);
    expect(await rules({ gate: "marks" })).toHaveLength(2);
    await expect(rules({ gate: "nowhere" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("shows nothing that people wrote", async () => {
    await submitted([{ number: "1", marks: ["hold1"] }]);
    const [first] = (await page()).items;
    await ask(gate.ports, { caller: mari, case: first!.id, text: "Is it Anna's?" });
    const [item] = (await page()).items;
    expect(item).toMatchObject({ openQuestions: 1, state: "info_requested" });
    expect(JSON.stringify(item)).not.toContain("Anna");
  });

  test("a question stops the clock of its case", async () => {
    await submitted([{ number: "1", marks: ["hold1"] }]);
    const [first] = (await page()).items;
    gate.at("2026-11-23T10:00:00.000Z");
    await ask(gate.ports, { caller: mari, case: first!.id, text: "Is it right?" });
    gate.at("2026-11-23T13:00:00.000Z");
    const view = await getCase(gate.ports, { caller: mari, case: first!.id });
    expect(first?.times.due).toBe("2026-11-24T09:00:00.000Z");
    expect(view.times.due).toBe("2026-11-24T12:00:00.000Z"); // three hours later
  });

  test.each([
    ["nonsense", "nonsense"],
    ["of another list", () => violationCursor()],
    ["of other filters", async () => (await page({ max: 1, severity: "hold" })).next!],
    ["too long", "A".repeat(2_000)],
    ["empty", ""],
    ["made up", Buffer.from('["00000000",{"at":"x"}]').toString("base64url")],
  ])("refuses a cursor that is %s", async (_what, cursor) => {
    await submitted([
      { number: "1", marks: ["hold1"] },
      { number: "2", marks: ["hold2"] },
    ]);
    await submitted([
      { number: "1", marks: ["hold1"] },
      { number: "2", marks: ["hold2"] },
    ]);
    const text = typeof cursor === "string" ? cursor : await cursor();
    await expect(page({ cursor: text })).rejects.toMatchObject({
      code: "invalid",
      mistakes: [{ parameter: "cursor" }],
    });
  });

  const violationCursor = async (): Promise<string> => {
    const submission = await submitted([{ number: "1", marks: ["hold1", "hold2"] }]);
    return (await pageViolations(gate.ports, { caller: mari, submission, max: 1 })).next!;
  };

  test("a cursor of the day before yesterday is too old", async () => {
    for (let n = 0; n < 2; n++) await submitted([{ number: "1", marks: ["hold1"] }]);
    const { next } = await page({ max: 1 });
    gate.at("2026-11-24T09:00:00.001Z");
    await expect(page({ cursor: next! })).rejects.toMatchObject({ code: "invalid" });
    gate.at("2026-11-23T08:00:00.000Z"); // nor is it from the future
    await expect(page({ cursor: next! })).rejects.toMatchObject({ code: "invalid" });
  });

  test("reads no more submissions for one page than it must, for who sees few of them", async () => {
    const [own] = [await submitted([{ number: "1", marks: ["hold1"] }])];
    const [one] = await gate.ports.cases.waiting("marks", 1);
    const hex = (n: number) => n.toString(16).padStart(40, "0");
    const strange = Array.from({ length: 1_200 }, (_, n) => ({
      ...one!,
      submission: hex(n),
      id: `${hex(n)}.${"0".repeat(16)}`,
    }));
    let reads = 0;
    const ports = {
      ...gate.ports,
      cases: { ...gate.ports.cases, waiting: async () => [...strange, one!] },
      submissions: {
        ...gate.ports.submissions,
        find: async (id: string) => {
          reads++;
          const submission = (await gate.ports.submissions.find(own))!;
          const other = { principal: "other", person: "other", roles: [] };
          return id === own
            ? submission
            : { ...submission, id, submittedBy: other, authors: ["other"] };
        },
      },
    };
    const seen: string[] = [];
    let [cursor, pages]: [string | undefined, number] = [undefined, 0];
    do {
      const before = reads;
      const page = await listQueue(ports, {
        caller: people.shop,
        max: 10,
        ...(cursor && { cursor }),
      });
      expect(reads - before).toBeLessThanOrEqual(looksMax);
      seen.push(...page.items.map(({ submission }) => submission));
      cursor = page.next;
      pages++;
    } while (cursor);
    expect([seen, pages]).toEqual([[own], 3]);
  });

  test("says so where a gate has more than is looked at", async () => {
    await submitted([{ number: "1", marks: ["hold1"] }]);
    const [one] = await gate.ports.cases.waiting("marks", 1);
    const waiting = async (_gate: string, max: number) =>
      Array.from({ length: max }, (_, n) => ({ ...one!, id: `${one!.submission}.${n}` }));
    const ports = { ...gate.ports, cases: { ...gate.ports.cases, waiting } };
    const first = await listQueue(ports, { caller: mari, max: 2 });
    expect(first).toMatchObject({ truncated: true, items: [{ rank: 1 }, { rank: 2 }] });
    expect(await page()).not.toHaveProperty("truncated");
  });

  test.each([0, -1, 1.5, 201, Number.NaN])("%p is no size of a page", async (max) => {
    await expect(page({ max })).rejects.toMatchObject({ mistakes: [{ parameter: "limit" }] });
  });
});

describe("violations", () => {
  const page = (submission: string, more: Partial<PageViolations> = {}) =>
    pageViolations(gate.ports, { caller: mari, submission, max: 200, ...more });

  test("come in the report's order, each with its case and how it stands", async () => {
    const submission = await submitted([
      { number: "1", marks: ["hold1"] },
      { number: "2", marks: ["hold1", "hold2"] },
      { number: "3", marks: ["hold1"] },
    ]);
    const id = await gate.caseOf(submission, "hold1");
    const command = { caller: mari, case: id, decision: "return", reason: agreed } as const;
    await decide(gate.ports, { ...command, violations: "1" });
    const { items, texts, next } = await page(submission);
    expect(
      items.map(({ index, rule, ordinal, state }) => [index, rule, ordinal, state].join(" ")),
    ).toEqual(["0 MRK-01 0 open", "1 MRK-01 1 confirmed", "2 MRK-01 2 open", "3 MRK-02 0 open"]);
    expect(items.map(({ violation }) => violation?.record?.key)).toEqual(["1", "2", "3", "2"]);
    expect(texts["MRK-01"]?.message.en).toBe("Found hold1.");
    expect(next).toBeUndefined();
    const keys = async (more: Partial<PageViolations>) =>
      (await page(submission, more)).items.map(({ index }) => index);
    expect(await keys({ case: id })).toEqual([0, 2]);
    expect(await keys({ rule: "MRK-02" })).toEqual([3]);
    expect(await keys({ severity: "block" })).toEqual([]);
  });

  test("page by page each one comes once", async () => {
    const orders = Array.from({ length: 23 }, (_, n) => ({
      number: String(n),
      marks: ["hold1", "hold2"] as const,
    }));
    const submission = await submitted(orders);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await page(submission, { max: 10, ...(cursor && { cursor }) });
      seen.push(...items.map(({ index }) => index));
      cursor = next;
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: 46 }, (_, n) => n));
  });

  test("pieces that could not be read come last", async () => {
    const [order] = JSON.parse(String(marked([{ number: "1", marks: ["hold1"] }]))).subject;
    const body = Buffer.from(JSON.stringify([17, order, "x"]));
    const command = { gate: "marks", body, idempotencyKey: "pieces", caller: people.shop };
    const { submission_id } = await submit(gate.ports, command);
    await gate.deliver();
    const { items } = await page(submission_id);
    expect(items.map(({ rule, ordinal, state }) => [rule, ordinal, state].join(" "))).toEqual([
      "MRK-01 0 open",
      "unreadable 0 open",
      "unreadable 1 open",
    ]);
    expect(items.map(({ piece }) => piece?.place.pointer)).toEqual([undefined, "/0", "/2"]);
  });
});

test("a submission tells what waits, of cases not yet opened too", async () => {
  const submission = await submitted([{ number: "1", marks: ["hold1", "hold2"] }]);
  await gate.decide(submission, "hold1");
  expect(await getSubmission(gate.ports, { caller: mari, submission })).toMatchObject({
    state: "held",
    violations: 2,
    waiting: 1,
  });
});

test("the trail tells all that was done, to the auditor", async () => {
  const submission = await submitted([{ number: "1", marks: ["hold1"] }]);
  const id = await gate.caseOf(submission, "hold1");
  await claimCase(gate.ports, { caller: mari, case: id });
  gate.at("2026-11-23T09:01:00.000Z");
  await gate.decide(submission, "hold1");
  const { judged, actions } = await auditTrail(gate.ports, { caller: people.auditor, submission });
  expect(judged).toMatchObject({ id: submission, action: "submission.judged" });
  expect(actions.map(({ action }) => action).sort()).toEqual([
    "case.claimed",
    "case.opened",
    "decision.made",
  ]);
});

test.each(["", "x", "0".repeat(40), "0".repeat(39), `${"0".repeat(40)}'`])(
  "there is no submission '%s'",
  async (submission) => {
    await expect(getSubmission(gate.ports, { caller: mari, submission })).rejects.toMatchObject({
      code: "not_found",
    });
  },
);
