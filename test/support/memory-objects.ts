import { sha256 } from "../../lib/app/digest.ts";
import { GateError } from "../../lib/app/errors.ts";
import type { Objects } from "../../lib/app/ports.ts";

/** Storage in memory, whose objects a test may look at and take away. */
export interface MemoryObjects extends Objects {
  readonly files: Map<string, Uint8Array>;
}

export function memoryObjects(): MemoryObjects {
  const files = new Map<string, Uint8Array>();
  const facts = (name: string, bytes: Uint8Array) => ({ name, sizeBytes: bytes.length });
  return {
    files,
    find: async (name) => {
      const bytes = files.get(name);
      return bytes && { ...facts(name, bytes), version: sha256(bytes) };
    },
    read: async function* (name, range) {
      const bytes = files.get(name);
      if (bytes === undefined) throw new GateError("not_found", `there is no object ${name}`);
      if (range?.version !== undefined && range.version !== sha256(bytes))
        throw new GateError("conflict", `${name} is another one`, { reason: "replaced" });
      yield range ? bytes.subarray(range.start, range.end) : bytes;
    },
    write: async (name, bytes, { onlyNew = false } = {}) => {
      const chunks: Uint8Array[] = [];
      if (bytes instanceof Uint8Array) chunks.push(bytes);
      else for await (const chunk of bytes) chunks.push(chunk);
      if (onlyNew && files.has(name)) return false;
      files.set(name, Buffer.concat(chunks));
      return true;
    },
    list: async function* (prefix) {
      for (const [name, bytes] of [...files].sort())
        if (name.startsWith(prefix)) yield facts(name, bytes);
    },
    remove: async (names) => {
      for (const name of names) files.delete(name);
    },
  };
}
