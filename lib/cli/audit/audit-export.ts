import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { folderArchive } from "../../adapters/files/archive-folder.ts";
import { GateError } from "../../app/errors.ts";
import { type Exported, exportSeals, type SealSource } from "../../app/seal/export-seals.ts";
import type { Seal } from "../../app/seal/seal.ts";
import type { Client } from "../../http/client.ts";
import { auditors } from "../cases/reviewers.ts";
import { counted } from "../counted.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { connect, type RemoteFlags } from "../remote/connection.ts";
import { tell } from "../remote/tell.ts";
import { instantOf } from "./instant-flag.ts";

export interface ExportFlags extends RemoteFlags {
  readonly to: string;
  readonly through?: string;
}

/** `holdpoint audit export`: seals and all they list, into a folder; from where it ended before. */
export async function exportAudit(io: Io, flags: ExportFlags): Promise<ExitCode> {
  const client = await connect(io, flags, auditors);
  const folder = resolve(io.cwd, flags.to);
  if (existsSync(resolve(folder, "gate.db")))
    throw new GateError("invalid", `--to ${flags.to} is the data folder of a gate: name another`);
  const through =
    flags.through === undefined ? undefined : instantOf(io, "--through", flags.through);
  const exported = await exportSeals(
    sealsOf(client),
    folderArchive(folder),
    through,
    (seal, count) =>
      io.stderr.isTerminal
        ? io.stderr.write(`seal ${seal.number}: ${counted(count, "entry", "entries")}\n`)
        : Promise.resolve(),
  );
  return tell(io, flags, { folder: flags.to, ...exported }, () => [sentence(flags.to, exported)]);
}

function sentence(folder: string, { seals, entries, sealsInAll, through }: Exported): string {
  if (sealsInAll === 0) return "the gate has sealed nothing yet: it does within some minutes";
  const told = `${counted(seals, "seal")} with ${counted(entries, "entry", "entries")} written to ${folder}`;
  return `${told}, which has ${sealsInAll} now, through ${through}`;
}

/** Pages as large as the gate gives them. */
const pageItems = 200;

/** What the gate gives of its seals over its API. */
const sealsOf = (client: Client): SealSource => ({
  seals: async (after) => {
    const { items } = await client.listSeals({ query: { after: String(after), limit: pageItems } });
    return items as readonly Seal[];
  },
  entries: async function* (number) {
    let after: string | undefined = "0";
    while (after !== undefined) {
      const parameters = { seal: String(number) };
      const page: Awaited<ReturnType<Client["sealedEntries"]>> = await client.sealedEntries({
        parameters,
        query: { after, limit: pageItems },
      });
      for (const { name, gzip } of page.items)
        yield { name, ...(gzip !== undefined && { bytes: unpacked(name, gzip) }) };
      after = page.next;
    }
  },
});

const unpackedSizeMaxBytes = 64 * 1024 * 1024;

function unpacked(name: string, gzip: string): Uint8Array {
  try {
    return gunzipSync(Buffer.from(gzip, "base64"), { maxOutputLength: unpackedSizeMaxBytes });
  } catch (cause) {
    throw new GateError("unavailable", `what the gate gave as ${name} cannot be read`, { cause });
  }
}
