import type { Archive } from "../../lib/app/ports.ts";

/** An archive in memory, whose files a test may change behind its back. */
export interface MemoryArchive extends Archive {
  readonly files: Map<string, Uint8Array>;
}

export function memoryArchive(files: Iterable<readonly [string, Uint8Array]> = []): MemoryArchive {
  const kept = new Map(files);
  return {
    files: kept,
    keep: async (name, bytes) => {
      const there = kept.get(name);
      if (there === undefined) kept.set(name, Buffer.from(bytes));
      return there === undefined || Buffer.compare(there, bytes) === 0;
    },
    read: async (name) => kept.get(name),
    names: async function* (prefix, after = "") {
      for (const name of [...kept.keys()].sort())
        if (name.startsWith(prefix) && name > after) yield name;
    },
  };
}
