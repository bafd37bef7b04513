import { GateError, movedReason } from "../errors.ts";
import type { Archive, Seals } from "../ports.ts";
import { sealNameOf, sealNumberIn, sealsPrefix } from "./archive-names.ts";
import type { Seal } from "./seal.ts";
import { readSeal, sealBytes } from "./seal-statement.ts";

/**
 * The chain of seals, kept in the archive itself: a name is taken once, so that of two sealers one
 * has the number. Remembers which was the last, and asks only what came after it.
 */
export function sealsOver(archive: Archive): Seals {
  let known = 0;
  const find = async (number: number): Promise<Seal | undefined> => {
    const bytes = await archive.read(sealNameOf(number));
    if (bytes === undefined) return undefined;
    const read = readSeal(bytes);
    if (read.ok && read.value.number === number) return read.value;
    throw broken(number, read.ok ? `it says that it is ${read.value.number}` : read.problem);
  };
  const last = async (): Promise<Seal | undefined> => {
    if (known === 0) known = await lastNumber(find);
    for await (const name of archive.names(sealsPrefix, sealNameOf(known))) {
      const number = sealNumberIn(name);
      if (number !== known + 1) throw broken(known + 1, `it is not there, and ${name} is`);
      known = number;
    }
    return known === 0 ? undefined : find(known);
  };
  return {
    find,
    last,
    append: async (seal) => {
      if (await archive.keep(sealNameOf(seal.number), sealBytes(seal))) return;
      throw new GateError("conflict", `another seal has the number ${seal.number}`, {
        reason: movedReason,
      });
    },
  };
}

/** Some number up to which seals are there, near the last: by doubling, so that few are read. */
async function lastNumber(find: (number: number) => Promise<Seal | undefined>): Promise<number> {
  let known = 0;
  for (let step = 1; step > 0; ) {
    if ((await find(known + step)) !== undefined) {
      known += step;
      step *= 2;
    } else step = Math.floor(step / 2);
  }
  return known;
}

const broken = (number: number, why: string): GateError =>
  new GateError("unavailable", `seal ${number} of the chain cannot be read: ${why}`);
