import { PutCommand, type TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { dynamoAudits } from "../../../lib/adapters/dynamodb/audits.ts";
import { dynamoCases } from "../../../lib/adapters/dynamodb/cases.ts";
import { itemsUnder } from "../../../lib/adapters/dynamodb/query.ts";
import { dynamoSubmissions } from "../../../lib/adapters/dynamodb/submissions.ts";
import { transact } from "../../../lib/adapters/dynamodb/transaction.ts";
import { submissionIdOf } from "../../../lib/app/submission-id.ts";
import {
  createTable,
  describeOnDynamo,
  dynamoDbLocal,
  dynoxide,
} from "../../support/engines/dynamodb.ts";
import { sampleAction, sampleCase, sampleSubmission } from "../../support/sample-documents.ts";
import { sampleWriting } from "../../support/sample-submission.ts";
import { temporaryObjects } from "../../support/temporary-objects.ts";

// What is particular to one table and its transactions; what every home keeps to is in the contracts.

describeOnDynamo("one transaction", [dynoxide, dynamoDbLocal], (documents) => {
  const table = "holdpoint";
  beforeAll(() => createTable(documents(), table));
  const audits = () => dynamoAudits(documents(), table, temporaryObjects());
  const cases = () => dynamoCases(documents(), table);
  const under = (pk: string) => itemsUnder(documents(), table, pk);
  const idOf = (key: string) => submissionIdOf("order", "tester", key);

  test("an action stands beside the entry of judging, and neither is taken for the other", async () => {
    const { entry, dossier, outbox } = sampleWriting("beside", 1);
    await audits().append(entry, { dossier, outbox });
    const action = sampleAction(entry.id, "a".repeat(24));
    await audits().append(action, {});
    expect(await audits().find(entry.id)).toEqual(entry);
    expect(await audits().trail(entry.id)).toEqual([action]);
    expect(await audits().action(action.id)).toEqual(action);
    expect((await under(`AUDIT#${entry.id}`)).map(({ sk }) => sk)).toEqual([
      "0000",
      `ACTION#${action.id}`,
    ]);
  });

  test("what judged another submission is not given in the place of an entry", async () => {
    const [one, other] = [sampleWriting("misplaced", 1), sampleWriting("misplacing", 1)];
    for (const { entry, dossier } of [one, other]) await audits().append(entry, { dossier });
    for (const Item of await under(`AUDIT#${other.entry.id}`))
      await documents().send(
        new PutCommand({ TableName: table, Item: { ...Item, pk: `AUDIT#${one.entry.id}` } }),
      );
    await expect(audits().find(one.entry.id)).rejects.toMatchObject({ code: "unavailable" });
  });

  test("what is of no submission is spread by its own digits", async () => {
    const { submission: _, ...entry } = sampleAction("deployment", "rotation");
    await audits().append(entry, {});
    expect(await audits().action(entry.id)).toEqual(entry);
    const [, own] = entry.id.split(".");
    expect(await under(`AUDIT#deployment#${own?.slice(0, 2)}`)).toHaveLength(1);
  });

  test("a case moves in the queue as it moves in time, and leaves it in the same transaction", async () => {
    const submission = idOf("moves");
    const gate = "moving";
    const first = sampleCase(submission, { gate });
    const queue = () => under(`QUEUE#${gate}#${submission.charAt(0)}`);
    await audits().append(sampleAction(submission, "1".repeat(24)), { cases: [first] });
    expect((await queue()).map(({ sk }) => sk)).toEqual([`${first.deadline}#${first.id}`]);

    // Its deadline changes: the place where it was is known to the item alone.
    const later = { ...first, version: 2, deadline: "2026-11-30T08:00:00.000Z" };
    await audits().append(sampleAction(submission, "2".repeat(24)), { cases: [later] });
    expect((await queue()).map(({ sk }) => sk)).toEqual([`${later.deadline}#${later.id}`]);
    expect(await cases().waiting(gate, 10)).toEqual([later]);

    // It is decided, and at the same time its deadline changes again.
    const done = { ...later, version: 3, state: "released" as const, deadline: first.deadline };
    await audits().append(sampleAction(submission, "3".repeat(24)), { cases: [done] });
    expect(await queue()).toEqual([]);
    expect(await cases().find(done.id)).toEqual(done);

    // It comes back, as a split's parent might.
    const again = { ...done, version: 4, state: "open" as const };
    await audits().append(sampleAction(submission, "4".repeat(24)), { cases: [again] });
    expect(await cases().waiting(gate, 10)).toEqual([again]);
  });

  test("a list of sixteen shards is read as one, in order, and no further than asked", async () => {
    const gate = "sharded";
    const made = Array.from({ length: 120 }, (_, n) => {
      const minute = String((n * 37) % 120).padStart(3, "0");
      const deadline = new Date(Date.parse("2026-12-01") + Number(minute) * 60_000).toISOString();
      return sampleCase(idOf(`sharded ${n}`), { gate, deadline });
    });
    for (const one of made)
      await audits().append(sampleAction(one.submission, "5".repeat(24)), { cases: [one] });
    const sorted = [...made].sort((a, b) => (a.deadline < b.deadline ? -1 : 1)).map(({ id }) => id);
    for (const max of [1, 7, 50, 119, 120, 500])
      expect((await cases().waiting(gate, max)).map(({ id }) => id)).toEqual(sorted.slice(0, max));
  });

  test("naming one item twice is a bug, and nothing is stored", async () => {
    const submission = idOf("twice");
    const one = sampleCase(submission);
    const action = sampleAction(submission, "6".repeat(24));
    const unchanged = [{ of: "case", id: one.id, version: 1 }] as const;
    await expect(audits().append(action, { cases: [one], unchanged })).rejects.toThrow(
      /names one item twice: REVIEW#/,
    );
    expect(await audits().action(action.id)).toBeUndefined();
  });

  test("more than a hundred items are refused before they are sent, and nothing is stored", async () => {
    const submission = idOf("many");
    const many = Array.from({ length: 50 }, (_, n) => sampleCase(submission, { rule: `R-${n}` }));
    const action = sampleAction(submission, "7".repeat(24));
    await expect(audits().append(action, { cases: many })).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("101 items"),
    });
    await audits().append(action, { cases: many.slice(1) });
    expect(await cases().of(submission)).toHaveLength(49);
  });

  test("a document beyond what one item takes is refused", async () => {
    const submission = idOf("large document");
    const one = sampleCase(submission, { violations: "0,".repeat(200_000) });
    const action = sampleAction(submission, "8".repeat(24));
    await expect(audits().append(action, { cases: [one] })).rejects.toMatchObject({
      code: "too_large",
    });
  });

  test("of thirty writers of one document each wins once, in turn: nothing is lost", async () => {
    const submission = idOf("hot");
    const submissions = dynamoSubmissions(documents(), table);
    await audits().append(sampleAction(submission, "f".repeat(24)), {
      submissions: [sampleSubmission(submission, { violations: 30 })],
    });
    const settle = async (own: number): Promise<void> => {
      for (let tries = 1; tries <= 100; tries++) {
        const read = (await submissions.find(submission))!;
        const settled = { released: (read.settled.released ?? 0) + 1 };
        const next = { ...read, version: read.version + 1, settled };
        const entry = sampleAction(submission, String(own).padStart(24, "0"));
        try {
          return await audits().append(entry, { submissions: [next] });
        } catch (error) {
          expect(error).toMatchObject({ code: "conflict", reason: "moved" });
        }
      }
      throw new Error("never won");
    };
    await Promise.all(Array.from({ length: 30 }, (_, own) => settle(own)));
    const end = await submissions.find(submission);
    expect([end?.version, end?.settled.released]).toEqual([31, 30]);
    expect(await audits().trail(submission)).toHaveLength(31);
  });

  test("a writing that took effect unheard is done once: its retry changes nothing", async () => {
    const submission = idOf("unheard");
    const one = sampleCase(submission);
    const action = sampleAction(submission, "9".repeat(24));
    await audits().append(action, { cases: [one] });
    const next = { ...one, version: 2, state: "assigned" as const };
    await audits().append(sampleAction(submission, "0".repeat(24)), { cases: [next] });
    await audits().append(action, { cases: [one] }); // whatever has changed since
    expect(await cases().find(one.id)).toEqual(next);
  });

  test("each transaction carries a token made from all that it writes", async () => {
    const tokens: string[] = [];
    const watched = documents();
    const spy = (next: (args: never) => Promise<never>) => async (args: { input: unknown }) => {
      const { ClientRequestToken } = args.input as TransactWriteCommand["input"];
      if (ClientRequestToken !== undefined) tokens.push(ClientRequestToken);
      return next(args as never);
    };
    watched.middlewareStack.add(spy as never, { step: "initialize", name: "tokens" });
    const put = (sk: string, text: string) =>
      transact(watched, table, [{ kind: "put", item: { pk: "REVIEW#tokens", sk, text } }]);
    await put("a", "1");
    await put("a", "1");
    await put("a", "2");
    await put("b", "1");
    watched.middlewareStack.remove("tokens");
    expect(tokens[0]).toBe(tokens[1]);
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{36}$/);
  });
});

describeOnDynamo("a transaction that fails", [dynoxide], (documents) => {
  const table = "holdpoint";
  beforeAll(() => createTable(documents(), table));

  // What the table says, and whether the writing is tried again.
  test.each<[string, Error, boolean]>([
    ["another on the same items", cancelled("None", "TransactionConflict"), true],
    ["a throttled item", cancelled("ThrottlingError", "None"), true],
    ["too much for the table", cancelled("ProvisionedThroughputExceeded"), true],
    ["the same one, not yet at its end", named("TransactionInProgressException"), true],
    ["throttled as a whole", named("ThrottlingException"), true],
    ["an item too large", cancelled("ValidationError"), false],
    ["no such table", named("ResourceNotFoundException"), false],
  ])("%s: tried again, with pauses, and not for ever", async (_what, error, isTriedAgain) => {
    const watched = documents();
    const failing = async (failures: number) => {
      let sent = 0;
      const fail = (next: (args: never) => Promise<never>) => async (args: never) => {
        if (++sent <= failures) throw error;
        return next(args);
      };
      watched.middlewareStack.add(fail as never, { step: "initialize", name: "failing" });
      const item = { pk: `REVIEW#${error.message}`, sk: String(failures) };
      const done = transact(watched, table, [{ kind: "put", item }]);
      const end = await done.then(
        () => "done",
        ({ code }) => code,
      );
      watched.middlewareStack.remove("failing");
      return [end, sent];
    };
    expect(await failing(2)).toEqual(isTriedAgain ? ["done", 3] : ["unavailable", 1]);
    expect(await failing(99)).toEqual(["unavailable", isTriedAgain ? 8 : 1]);
  });
});

function named(name: string): Error {
  const error = new Error(name);
  error.name = name;
  return error;
}

/** As DynamoDB tells why, a reason for each of the writes. */
function cancelled(...codes: readonly string[]): Error {
  return Object.assign(named("TransactionCanceledException"), {
    message: codes.join(" "),
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
}
