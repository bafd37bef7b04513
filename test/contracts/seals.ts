import type { Seals } from "../../lib/app/ports.ts";
import type { Seal } from "../../lib/app/seal/seal.ts";

const through = "2026-11-22T10:00:00.000Z";
const sealOf = (number: number, payload = "e30="): Seal => ({
  number,
  through,
  envelope: { payloadType: "x", payload, signatures: [{ keyid: "k", sig: "AA==" }] },
});

/**
 * What every home of `Seals` keeps to.
 *
 * @param open the same chain, as another process sees it.
 */
export function sealsContract(open: () => Seals): void {
  test("a chain begins with nothing, and grows by one", async () => {
    const seals = open();
    expect(await seals.last()).toBeUndefined();
    expect(await seals.find(1)).toBeUndefined();
    for (let number = 1; number <= 12; number++) {
      await seals.append(sealOf(number));
      expect((await seals.last())?.number).toBe(number);
      expect(await seals.find(number)).toEqual(sealOf(number));
      expect((await open().last())?.number).toBe(number);
    }
  });

  test("an equal seal again is the same; another one of its number is refused", async () => {
    await open().append(sealOf(12));
    await expect(open().append(sealOf(12, "AAE="))).rejects.toMatchObject({
      code: "conflict",
      reason: "moved",
    });
    expect(await open().find(12)).toEqual(sealOf(12));
  });

  test("of ten sealers at once one has the number", async () => {
    const ends = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        open().append(sealOf(13, Buffer.from([n]).toString("base64"))),
      ),
    );
    expect(ends.filter((end) => end.status === "fulfilled")).toHaveLength(1);
    expect((await open().last())?.number).toBe(13);
  });
}
