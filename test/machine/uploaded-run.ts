import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { folderUploads } from "../../lib/adapters/objects-folder/uploads.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import type { Caller } from "../../lib/app/caller.ts";
import { openRun } from "../../lib/app/large-run/open-run.ts";
import type { LargeRun } from "../../lib/app/large-run/run.ts";
import type { RunPorts } from "../../lib/app/large-run/run-ports.ts";
import { signPieces } from "../../lib/app/large-run/sign-pieces.ts";
import { startRun } from "../../lib/app/large-run/start-run.ts";
import type { UploadPiece } from "../../lib/app/storage.ts";
import { type machinePorts, receivedAt } from "./machine-ports.ts";

/** Who sends runs here. */
export const sender: Caller = {
  principal: "urn:test|billing-engine",
  person: "urn:test|billing-engine",
  isPerson: false,
  roles: ["submitter"],
  tenant: "acme",
};

const pieceBytes = 64 * 1024 ** 2;

/** Opens a run, uploads its files piece by piece, and starts it, by the use cases that a sender calls. */
export async function uploadedRun(
  ports: ReturnType<typeof machinePorts>,
  machine: RunPorts["machine"],
  { folder, files, key }: { folder: string; files: readonly string[]; key: string },
): Promise<LargeRun> {
  const uploads = folderUploads(folder, {
    secret: systemSalts.fresh(),
    baseUrl: () => "http://127.0.0.1:1",
    now: () => new Date(receivedAt),
  });
  const own = { ...ports, uploads, machine };
  const { id } = await openRun(own, { caller: sender, gate: "billing-run", idempotencyKey: key });
  const uploaded = [];
  for (const [number, path] of files.entries()) {
    const pieces = await piecesOf(path);
    const signed = await signPieces(own, { caller: sender, run: id, file: number, pieces });
    for (const [index, { url }] of signed.pieces.entries())
      await uploads.receivePiece(url, createReadStream(path, rangeOf(index)));
    uploaded.push({ name: basename(path), pieces });
  }
  await startRun(own, { caller: sender, run: id, files: uploaded });
  return (await ports.runs.find(id)) as LargeRun;
}

const rangeOf = (index: number) => ({
  start: index * pieceBytes,
  end: (index + 1) * pieceBytes - 1,
});

async function piecesOf(path: string): Promise<readonly UploadPiece[]> {
  const file = await open(path);
  const { size } = await file.stat();
  await file.close();
  const pieces: UploadPiece[] = [];
  for (let number = 1; (number - 1) * pieceBytes < size; number++) {
    const hash = createHash("sha256");
    for await (const bytes of createReadStream(path, rangeOf(number - 1))) hash.update(bytes);
    const sizeBytes = Math.min(pieceBytes, size - (number - 1) * pieceBytes);
    pieces.push({ number, sizeBytes, sha256: hash.digest("hex") });
  }
  return pieces;
}
