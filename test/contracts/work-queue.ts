import { receivesMax, type WorkQueue } from "../../lib/adapters/work-queue.ts";

/**
 * What every adapter of `WorkQueue` keeps to.
 *
 * @param empty makes a queue with nothing in it.
 * @param pass lets so much time go by: whole seconds, as SQS counts.
 */
export function workQueueContract(
  empty: () => Promise<WorkQueue>,
  pass: (ms: number) => Promise<void>,
): void {
  const long = 60_000;
  const bodiesOf = (received: readonly { readonly body: string }[]) =>
    received.map(({ body }) => body).sort();
  const receiveAll = async (queue: WorkQueue, visibilityMs = long) => {
    const all = [];
    for (;;) {
      const some = await queue.receive(10, visibilityMs);
      if (some.length === 0) return all;
      all.push(...some);
    }
  };

  test("what is sent is handed out, and not again while it is hidden", async () => {
    const queue = await empty();
    expect(await queue.receive(10, long)).toEqual([]);
    expect(await queue.send(["a", "õ", '{"c":1}'])).toEqual([]);
    const received = await receiveAll(queue);
    expect(bodiesOf(received)).toEqual(["a", '{"c":1}', "õ"]);
    expect(received.map(({ receives }) => receives)).toEqual([1, 1, 1]);
    expect(new Set(received.map(({ receipt }) => receipt)).size).toBe(3);
  });

  test("at most as many as asked for are handed out", async () => {
    const queue = await empty();
    await queue.send(["a", "b", "c"]);
    expect(await queue.receive(2, long)).toHaveLength(2);
    expect(await queue.receive(2, long)).toHaveLength(1);
  });

  test("what is not removed comes again when its time is over, under its id", async () => {
    const queue = await empty();
    await queue.send(["a"]);
    const [first] = await queue.receive(1, 1_000);
    await pass(2_000);
    const [second] = await queue.receive(1, long);
    expect(second).toMatchObject({ id: first!.id, body: "a", receives: 2 });
    expect(second!.receipt).not.toBe(first!.receipt);
  });

  test("what is removed never comes again, and removing it twice changes nothing", async () => {
    const queue = await empty();
    await queue.send(["a", "b"]);
    const received = await receiveAll(queue, 1_000);
    const gone = received.find(({ body }) => body === "a")!;
    await queue.remove(gone.receipt);
    await queue.remove(gone.receipt);
    await pass(2_000);
    expect(bodiesOf(await receiveAll(queue))).toEqual(["b"]);
  });

  test("a receipt of before removes nothing that was handed out again", async () => {
    const queue = await empty();
    await queue.send(["a"]);
    const [first] = await queue.receive(1, 1_000);
    await pass(2_000);
    const [second] = await queue.receive(1, 1_000);
    await queue.remove(first!.receipt);
    await pass(2_000);
    expect(await queue.receive(1, long)).toMatchObject([{ id: second!.id, receives: 3 }]);
  });

  test("hiding for longer keeps it away, and hiding for nothing gives it back", async () => {
    const queue = await empty();
    await queue.send(["a"]);
    const [first] = await queue.receive(1, 1_000);
    await queue.hide(first!.receipt, long);
    await pass(2_000);
    expect(await queue.receive(1, long)).toEqual([]);
    await queue.hide(first!.receipt, 0);
    expect(await queue.receive(1, long)).toMatchObject([{ id: first!.id, receives: 2 }]);
  });

  test("of many who take from one queue at once, no two get the same message", async () => {
    const queue = await empty();
    const bodies = Array.from({ length: 100 }, (_, n) => `body ${n}`);
    for (let from = 0; from < 100; from += 10) await queue.send(bodies.slice(from, from + 10));
    const taken = await Promise.all(Array.from({ length: 20 }, () => receiveAll(queue)));
    expect(bodiesOf(taken.flat())).toEqual(bodies.sort());
  });

  test(`what was handed out ${receivesMax} times and came back is dead`, async () => {
    const queue = await empty();
    await queue.send(["dead", "alive"]);
    for (let n = 1; n <= receivesMax; n++) {
      expect(await queue.dead(10)).toEqual([]);
      const received = await receiveAll(queue);
      const dying = received.find(({ body }) => body === "dead")!;
      expect(dying.receives).toBe(n);
      for (const one of received) if (one.body === "alive") await queue.remove(one.receipt);
      await queue.hide(dying.receipt, 0);
    }
    expect(await queue.receive(10, long)).toEqual([]);
    expect(await queue.dead(10)).toMatchObject([{ body: "dead" }]);
    expect(await queue.dead(0)).toEqual([]);
  });

  test("what is buried is dead at once, with the reason why", async () => {
    const queue = await empty();
    await queue.bury("{", "invalid: the message is no JSON, õ");
    expect(await queue.receive(10, long)).toEqual([]);
    expect(await queue.dead(10)).toMatchObject([
      { body: "{", reason: "invalid: the message is no JSON, õ" },
    ]);
    expect(await queue.dead(10)).toHaveLength(1); // looking takes nothing away
  });

  test("what is being worked on for the last time is not dead yet", async () => {
    const queue = await empty();
    await queue.send(["a"]);
    for (let n = 1; n < receivesMax; n++)
      for (const { receipt } of await queue.receive(1, long)) await queue.hide(receipt, 0);
    const [last] = await queue.receive(1, long);
    expect(last!.receives).toBe(receivesMax);
    expect(await queue.dead(10)).toEqual([]);
    await queue.remove(last!.receipt);
    expect(await queue.receive(10, long)).toEqual([]);
    expect(await queue.dead(10)).toEqual([]);
  });
}
