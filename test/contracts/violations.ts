import { closingParcel, type Message } from "../../lib/app/message.ts";
import { parseMessage } from "../../lib/app/parse-message.ts";
import type { Violations } from "../../lib/app/ports.ts";
import { sampleMessage } from "../support/sample-submission.ts";

/** What every adapter of `Violations` keeps to; `received` gives all that lies in the queue. */
export function violationsContract(
  violations: () => Violations,
  received: () => Promise<readonly Message[]>,
): void {
  const batch = (from: string, size: number) =>
    Array.from({ length: size }, (_, index) => sampleMessage(from, index));

  test.each([0, 1, 10])("a batch of %i is taken whole and arrives as it was sent", async (size) => {
    const sent = batch(`batch-of-${size}`, size);
    expect(await violations().send(sent)).toEqual([]);
    const arrived = (await received()).filter(({ submission }) => submission.endsWith(`-${size}`));
    expect(arrived.sort((a, b) => a.id.localeCompare(b.id))).toEqual(sent);
  });

  test("the end of a submission is told as its violations are", async () => {
    const { messages } = closingParcel({
      submission: "ended",
      gate: "order",
      because: "superseded",
      supersededBy: "corrected",
      at: "2026-11-22T10:00:00.000Z",
    });
    expect(await violations().send(messages)).toEqual([]);
    const arrived = (await received()).filter(({ submission }) => submission === "ended");
    expect(arrived).toEqual(messages);
    expect(arrived.map((message) => parseMessage(JSON.stringify(message)))).toEqual(messages);
  });

  test("what is sent twice arrives twice, under one id: consumers know it by its id", async () => {
    const sent = batch("twice", 1);
    await violations().send(sent);
    await violations().send(sent);
    const arrived = (await received()).filter(({ submission }) => submission === "twice");
    expect(arrived).toEqual([...sent, ...sent]);
  });
}
