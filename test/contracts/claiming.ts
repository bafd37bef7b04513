import { isGateError } from "../../lib/app/errors.ts";
import type { Outbox } from "../../lib/app/ports.ts";
import { claimCase } from "../../lib/app/review/cases/claim-case.ts";
import { openCase } from "../../lib/app/review/cases/open-case.ts";
import type { ReviewPorts } from "../../lib/app/review/command.ts";
import { listQueue } from "../../lib/app/review/queries/list-queue.ts";
import { submit } from "../../lib/app/submit.ts";
import { marked } from "../support/marks-gate.ts";
import { callerOf, people } from "../support/reviewed-gate.ts";

const reviewersCount = 100;
const submissionsCount = 20;

/** What every home keeps to when many people work one queue; its gate is that of the marks. */
export function claimingContract(ports: () => ReviewPorts & { readonly outbox: Outbox }): void {
  /** Submissions of two cases each, opened. */
  async function fill(): Promise<number> {
    for (let n = 0; n < submissionsCount; n++)
      await submit(ports(), {
        gate: "marks",
        body: marked([{ number: `O-${n}`, marks: ["hold1", "hold2"] }]),
        idempotencyKey: `claimed-${n}`,
        caller: people.shop,
      });
    const parcels = await ports().outbox.pending("2999-01-01T00:00:00.000Z", 1_000);
    const messages = parcels.flatMap((parcel) => parcel.messages);
    for (const message of messages)
      if (message.schema === "holdpoint/violations/1") await openCase(ports(), message);
    return messages.length;
  }

  /** Looks at the queue and takes one of those that nobody has, until she has one or none is left. */
  async function takeOne(name: string, turn: number): Promise<string | undefined> {
    const caller = callerOf(name, "service_manager");
    for (let looks = 1; looks <= 100; looks++) {
      const query = { caller, gate: "marks", states: ["open"], max: 200 } as const;
      const { items } = await listQueue(ports(), query);
      const one = items[(turn * looks) % Math.max(1, items.length)];
      if (one === undefined) return undefined;
      try {
        await claimCase(ports(), { caller, case: one.id });
        return one.id;
      } catch (error) {
        // Somebody was quicker; each who was has hers, so that this ends.
        if (!isGateError(error, "forbidden") || error.reason !== "leased") throw error;
      }
    }
    throw new Error(`${name} looked a hundred times`);
  }

  test(`of ${reviewersCount} people who work one queue at once no two have the same case`, async () => {
    const count = await fill();
    expect(count).toBe(2 * submissionsCount);
    const names = Array.from({ length: reviewersCount }, (_, n) => `reviewer-${n}`);
    const taken = await Promise.all(names.map((name, turn) => takeOne(name, turn)));
    const won = taken.flatMap((id, n) => (id === undefined ? [] : [{ id, name: names[n] }]));
    expect(won).toHaveLength(count);
    expect(new Set(won.map(({ id }) => id)).size).toBe(count);

    // What is kept says the same as what they heard: one claim a case, by whoever has it.
    for (const { id, name } of won) {
      expect((await ports().cases.find(id))?.lease?.by.person).toBe(name);
      const [submission = ""] = id.split(".");
      const claims = (await ports().audits.trail(submission)).filter(
        (entry) => entry.action === "case.claimed" && entry.case === id,
      );
      expect(claims.map(({ by }) => by.person)).toEqual([name]);
    }
    expect(
      (await listQueue(ports(), { caller: people.manager, gate: "marks", max: 200 })).items,
    ).toHaveLength(count);
  });
}
