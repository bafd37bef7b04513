import type { DeadLetter } from "../../lib/app/letters/dead-letter.ts";
import type { Audits, DeadLetters, Outbox } from "../../lib/app/ports.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { sampleAction, sampleLetter } from "../support/sample-documents.ts";
import { sampleWriting } from "../support/sample-submission.ts";

const idOf = (name: string) => submissionIdOf("letters", "tester", name);
const day = (n: number) => `2026-12-0${n}T10:00:00.000Z`;
const later = "2999-01-01T00:00:00.000Z";

/** What every adapter of `DeadLetters` keeps to. */
export function deadLettersContract(
  ports: () => {
    readonly audits: Audits;
    readonly letters: DeadLetters;
    readonly outbox: Outbox;
  },
): void {
  let count = 0;
  const put = async (of: string, ...letters: readonly DeadLetter[]) => {
    count++;
    const { submission, ...action } = sampleAction(of, `put ${count}`);
    const isOfOne = of !== "deployment";
    await ports().audits.append({ ...action, ...(isOfOne && { submission }) }, { letters });
  };
  /** Others' letters may lie there too. */
  const dead = async (mine: readonly DeadLetter[]) => {
    const ids = mine.map(({ id }) => id);
    return (await ports().letters.dead(10_000)).filter(({ id }) => ids.includes(id));
  };

  test("one that is not there is not found", async () => {
    const { letters } = ports();
    expect(await letters.find(`${idOf("nowhere")}.0000000000000000`)).toBeUndefined();
    expect(await letters.find("deployment.0000000000000000")).toBeUndefined();
    expect(await letters.of(idOf("nowhere"))).toEqual([]);
  });

  test("what lies dead is listed, what died first comes first, of whatever it is", async () => {
    const letters = [
      sampleLetter(idOf("third"), { diedAt: day(3) }),
      sampleLetter(idOf("first"), { diedAt: day(1) }),
      sampleLetter("deployment", { diedAt: day(2), body: "{" }),
      sampleLetter(idOf("fourth"), { diedAt: day(4), state: "redriven" }),
    ];
    for (const letter of letters) await put(letter.submission ?? "deployment", letter);
    const listed = await dead(letters);
    expect(listed).toEqual([letters[1], letters[2], letters[0]]);
    expect(await ports().letters.find(letters[2]!.id)).toEqual(letters[2]);
    const first = await ports().letters.dead(1);
    expect(first).toHaveLength(1);
    expect(first[0]!.diedAt <= day(1)).toBe(true);
  });

  test("what is redriven leaves the list with its message in the outbox, or neither happens", async () => {
    const of = idOf("redriven");
    const letter = sampleLetter(of, { diedAt: day(5) });
    await put(of, letter);
    const next = { ...letter, version: 2, state: "redriven", redrivenAt: day(6) } as const;
    const [parcel] = sampleWriting("of a letter", 1).outbox;
    const outbox = [{ ...parcel!, submission: of, index: 10_000 + 0xffff_ffff, storedAt: day(6) }];
    await ports().audits.append(sampleAction(of, "redrive"), { letters: [next], outbox });
    await expect(
      ports().audits.append(sampleAction(of, "redrive too"), {
        letters: [next],
        outbox: [{ ...outbox[0]!, index: 10_001 }],
      }),
    ).rejects.toMatchObject({ code: "conflict", reason: "moved" });
    expect(await dead([letter])).toEqual([]);
    expect(await ports().letters.find(letter.id)).toEqual(next);
    const pending = await ports().outbox.pending(later, 10_000);
    expect(pending.filter(({ submission }) => submission === of)).toEqual(outbox);
    await ports().outbox.markSent(outbox[0]!);
  });

  test("what dies again is listed by its last death", async () => {
    const of = idOf("again");
    const letter = sampleLetter(of, { diedAt: day(1) });
    await put(of, letter);
    await put(of, { ...letter, version: 2, state: "redriven" });
    const again = { ...letter, version: 3, diedAt: day(9), deaths: 2 };
    await put(of, again);
    expect(await dead([letter])).toEqual([again]);
    await put(of, { ...again, version: 4, state: "discarded", body: "" });
    expect(await dead([letter])).toEqual([]);
  });

  test("of gives all of a submission, whatever became of them, by id, and no other's", async () => {
    const of = idOf("of");
    const letters = (["dead", "redriven", "discarded"] as const).map((state, n) =>
      sampleLetter(of, { state, body: `body ${n}` }),
    );
    await put(of, ...letters.toReversed());
    const elsewhere = idOf("of another");
    await put(elsewhere, sampleLetter(elsewhere));
    const inOrder = letters.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(await ports().letters.of(of)).toEqual(inOrder);
  });
}
