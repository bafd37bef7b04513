import { GateError } from "../errors.ts";
import type { Scratch } from "./scratch.ts";

/** A scratch in memory, for runs that fit into it: they need no disk. */
export function memoryScratch(): Scratch {
  const files = new Map<string, Buffer>();
  return {
    create(name) {
      const pieces: Uint8Array[] = [];
      return {
        // A copy, since writers use their buffers again.
        write: (bytes) => void pieces.push(new Uint8Array(bytes)),
        finish: () => void files.set(name, Buffer.concat(pieces)),
        discard: () => {},
      };
    },
    open(name) {
      const bytes = files.get(name);
      if (!bytes) throw new GateError("unavailable", `the run has no file ${name}`);
      return {
        sizeBytes: bytes.length,
        read: (offset, length) => bytes.subarray(offset, offset + length),
        close: () => {},
      };
    },
    has: (name) => files.has(name),
    remove: (name) => void files.delete(name),
  };
}
