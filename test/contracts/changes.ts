import type { Audits, Cases, Outbox, Submissions } from "../../lib/app/ports.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { sampleAction, sampleCase, sampleSubmission } from "../support/sample-documents.ts";
import { sampleWriting } from "../support/sample-submission.ts";

const later = "2099-01-01T00:00:00.000Z";
const moved = { code: "conflict", reason: "moved" };

/** What every adapter of `Audits` keeps to where an entry changes documents. */
export function changesContract(
  ports: () => {
    readonly audits: Audits;
    readonly submissions: Submissions;
    readonly cases: Cases;
    readonly outbox: Outbox;
  },
): void {
  const idOf = (name: string) => submissionIdOf("changes", "tester", name);
  const append = (id: string, name: string, changes: Parameters<Audits["append"]>[1]) =>
    ports().audits.append(sampleAction(id, name), changes);

  test("an action is found by its id, and not as the entry of judging", async () => {
    const { entry, dossier } = sampleWriting("with an action");
    await ports().audits.append(entry, { dossier });
    const action = sampleAction(entry.id, "claim", { facts: { deep: [{ ä: "õ" }] } });
    await ports().audits.append(action, {});
    expect(await ports().audits.action(action.id)).toEqual(action);
    expect(await ports().audits.find(entry.id)).toEqual(entry);
    expect(await ports().audits.action(`${entry.id}.${"0".repeat(24)}`)).toBeUndefined();
  });

  test("an action of no submission is kept too", async () => {
    const { submission: _, gate: __, ...rest } = sampleAction("deployment", "rotation");
    await ports().audits.append({ ...rest, action: "key.rotated" }, {});
    expect(await ports().audits.action(rest.id)).toEqual({ ...rest, action: "key.rotated" });
  });

  test("the trail has a submission's actions by time, then id, and nothing else", async () => {
    const [id, other] = [idOf("trail"), idOf("other trail")];
    const at = (second: number) => ({ at: `2026-11-22T10:00:0${second}.000Z` });
    const actions = [
      sampleAction(id, "second", at(2)),
      sampleAction(id, "first", at(1)),
      ...["a", "b", "c"].map((name) => sampleAction(id, name, at(3))),
    ];
    for (const action of actions) await ports().audits.append(action, {});
    await ports().audits.append(sampleAction(other, "elsewhere"), {});
    const inOrder = actions.toSorted((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? -1 : 1));
    expect(await ports().audits.trail(id)).toEqual(inOrder);
    expect(await ports().audits.trail(idOf("no trail"))).toEqual([]);
  });

  test("entry, documents and outbox are there once append returns", async () => {
    const id = idOf("all");
    const { outbox } = sampleWriting("changes of all", 2);
    const [submission, one] = [sampleSubmission(id), sampleCase(id)];
    const parcels = outbox.map((parcel) => ({ ...parcel, submission: id }));
    await append(id, "open", { submissions: [submission], cases: [one], outbox: parcels });
    expect(await ports().submissions.find(id)).toEqual(submission);
    expect(await ports().cases.find(one.id)).toEqual(one);
    const pending = await ports().outbox.pending(later, 1_000);
    expect(pending.filter((parcel) => parcel.submission === id)).toEqual(parcels);
  });

  test("a document changes over exactly the version before it", async () => {
    const id = idOf("versions");
    await append(id, "1", { cases: [sampleCase(id)] });
    const second = sampleCase(id, { version: 2, state: "assigned" });
    await append(id, "2", { cases: [second] });
    await expect(append(id, "2 too", { cases: [second] })).rejects.toMatchObject(moved);
    const fourth = { ...second, version: 4 };
    await expect(append(id, "4", { cases: [fourth] })).rejects.toMatchObject(moved);
    await expect(append(id, "1 too", { cases: [sampleCase(id)] })).rejects.toMatchObject(moved);
    expect(await ports().cases.find(second.id)).toEqual(second);
  });

  test("a document that is not there has no second version", async () => {
    const id = idOf("no first");
    const submissions = [sampleSubmission(id, { version: 2 })];
    await expect(append(id, "2", { submissions })).rejects.toMatchObject(moved);
    expect(await ports().submissions.find(id)).toBeUndefined();
  });

  test("what moved in one document undoes all of it", async () => {
    const id = idOf("undone");
    await append(id, "open", { submissions: [sampleSubmission(id)] });
    const { outbox } = sampleWriting("undone outbox", 1);
    const changes = {
      cases: [sampleCase(id)],
      submissions: [sampleSubmission(id, { version: 3 })],
      outbox: outbox.map((parcel) => ({ ...parcel, submission: id })),
    };
    await expect(append(id, "late", changes)).rejects.toMatchObject(moved);
    expect(await ports().cases.of(id)).toEqual([]);
    expect(await ports().audits.trail(id)).toHaveLength(1);
    const pending = await ports().outbox.pending(later, 1_000);
    expect(pending.filter((parcel) => parcel.submission === id)).toEqual([]);
  });

  test("what must be unchanged is looked at, whatever else would change", async () => {
    const id = idOf("unchanged");
    await append(id, "open", { submissions: [sampleSubmission(id)] });
    const unchanged = (version: number) => [{ of: "submission" as const, id, version }];
    await append(id, "as read", { cases: [sampleCase(id)], unchanged: unchanged(1) });
    const more = { cases: [sampleCase(id, { rule: "ORD-2" })] };
    for (const version of [0, 2])
      await expect(
        append(id, `at ${version}`, { ...more, unchanged: unchanged(version) }),
      ).rejects.toMatchObject(moved);
    const nowhere = [{ of: "case" as const, id: `${id}.0000000000000000`, version: 1 }];
    await expect(append(id, "nowhere", { ...more, unchanged: nowhere })).rejects.toMatchObject(
      moved,
    );
    expect(await ports().cases.of(id)).toHaveLength(1);
  });

  test("an equal entry again changes nothing, whatever has changed since", async () => {
    const id = idOf("again");
    await append(id, "open", { cases: [sampleCase(id)] });
    const claimed = { cases: [sampleCase(id, { version: 2, state: "assigned" })] };
    await append(id, "claim", claimed);
    const third = sampleCase(id, { version: 3 });
    await append(id, "unclaim", { cases: [third] });
    await append(id, "claim", claimed);
    const gone = [{ of: "submission" as const, id, version: 1 }];
    await append(id, "claim", { ...claimed, unchanged: gone });
    expect(await ports().cases.find(third.id)).toEqual(third);
    expect(await ports().audits.trail(id)).toHaveLength(3);
  });

  test("a different entry under the same id is told before what moved", async () => {
    const id = idOf("different");
    await append(id, "open", { cases: [sampleCase(id)] });
    const other = sampleAction(id, "open", { command: "another" });
    const end = ports().audits.append(other, { cases: [sampleCase(id)] });
    await expect(end).rejects.toMatchObject({ code: "conflict", reason: undefined });
  });

  test("of a hundred who change one document at once, one does", async () => {
    const id = idOf("race");
    await append(id, "open", { cases: [sampleCase(id)] });
    const ends = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) =>
        append(id, `claim ${n}`, {
          cases: [sampleCase(id, { version: 2, rule: "ORD-1", deadline: later, count: n + 1 })],
        }),
      ),
    );
    const won = ends.flatMap((end, n) => (end.status === "fulfilled" ? [n] : []));
    expect(won).toHaveLength(1);
    for (const end of ends)
      if (end.status === "rejected") expect(end.reason.code).toMatch(/^(conflict|unavailable)$/);
    expect((await ports().cases.of(id)).map(({ count }) => count)).toEqual([won[0]! + 1]);
    expect(await ports().audits.trail(id)).toHaveLength(2);
  });

  test("one conflict among many writings at once undoes that one alone", async () => {
    const ids = Array.from({ length: 20 }, (_, n) => idOf(`beside ${n}`));
    await append(ids[7]!, "open", { cases: [sampleCase(ids[7]!)] });
    const ends = await Promise.allSettled(
      ids.map((id) => append(id, "open too", { cases: [sampleCase(id)] })),
    );
    expect(ends.map(({ status }) => status === "fulfilled")).toEqual(ids.map((_, n) => n !== 7));
    for (const id of ids) expect(await ports().cases.of(id)).toHaveLength(1);
    expect(await ports().audits.trail(ids[7]!)).toHaveLength(1);
  });

  // A case that waits is also kept in its list, which makes two items of it.
  test.each([
    [40, "fit"],
    [60, "do not fit"],
  ])("%i cases that wait %s one transaction", async (count, fit) => {
    const id = idOf(`many ${count}`);
    const cases = Array.from({ length: count }, (_, n) => sampleCase(id, { rule: `R-${n}` }));
    const end = append(id, "open", { cases });
    if (fit === "fit") await end;
    else await expect(end).rejects.toMatchObject({ code: "too_large" });
    expect(await ports().cases.of(id)).toHaveLength(fit === "fit" ? count : 0);
  });

  test("a document that is too large is refused", async () => {
    const id = idOf("large document");
    const authors = Array.from({ length: 20_000 }, (_, n) => `person number ${n}`);
    const submissions = [sampleSubmission(id, { authors })];
    await expect(append(id, "open", { submissions })).rejects.toMatchObject({ code: "too_large" });
    expect(await ports().submissions.find(id)).toBeUndefined();
  });

  test("a parcel that is too large is refused", async () => {
    const id = idOf("large parcel");
    const { outbox } = sampleWriting("large parcel", 1);
    const parcels = outbox.map((parcel) => ({
      ...parcel,
      submission: id,
      messages: parcel.messages.map((message) => ({ ...message, gate: "g".repeat(400_000) })),
    }));
    await expect(append(id, "open", { outbox: parcels })).rejects.toMatchObject({
      code: "too_large",
    });
    expect(await ports().audits.trail(id)).toEqual([]);
  });
}
