import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { isTaken } from "../../adapters/sqlite/backup.ts";
import { openGateStore } from "../../adapters/sqlite/gate-store.ts";
import { GateError } from "../../app/errors.ts";
import { backUpGate } from "../../local/back-up.ts";
import { backupPath } from "../../local/control.ts";
import { announced, type RunningGate } from "../../local/running-gate.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";

export interface BackupFlags {
  readonly data: string;
}

/** `holdpoint backup`: copies all that a gate keeps, whether it runs or not. */
export async function runBackup(io: Io, { data }: BackupFlags, into: string): Promise<ExitCode> {
  const [folder, target] = [resolve(io.cwd, data), resolve(io.cwd, into)];
  if (!existsSync(folder))
    throw new GateError("not_found", `there is no folder ${data}: name the gate's by --data`);
  if (isTaken(target))
    throw new GateError("invalid", `${into} is there already: name a folder that is not there yet`);
  const running = announced(folder);
  if (running === undefined || !(await askedToBackUp(running, target)))
    await backUpIdle(folder, target);
  await io.stdout.write(
    `${into} has all that the gate keeps, but for its private keys: a gate that is started on it signs ` +
      "passes after `holdpoint keys rotate`, and tokens are made anew\n",
  );
  return exitCodes.clear;
}

/** False where the gate that was announced does not run any more. */
async function askedToBackUp({ url, control }: RunningGate, into: string): Promise<boolean> {
  let response: Response;
  try {
    response = await fetch(`${url}${backupPath}`, {
      method: "POST",
      headers: { "x-holdpoint-control": control },
      body: into,
    });
  } catch {
    return false;
  }
  if (response.status === 204) return true;
  // Another gate took the address of the one that was killed.
  if (response.status === 404) return false;
  const { detail } = (await response.json()) as { readonly detail?: string };
  throw new GateError("unavailable", `the running gate could not copy: ${detail}`);
}

async function backUpIdle(folder: string, into: string): Promise<void> {
  const store = await openGateStore(folder);
  try {
    await backUpGate(store, folder, into);
  } finally {
    await store.close();
  }
}
