import { readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "../adapters/files/failures.ts";
import { writePrivately } from "./data-folder.ts";

/** What a local gate that runs says of itself, for commands on the same machine. */
export interface RunningGate {
  readonly schema: "holdpoint/server/1";
  /** `http://127.0.0.1:4600` */
  readonly url: string;
  readonly pid: number;
  /** RFC 3339. */
  readonly startedAt: string;
  /** Lets whoever may read this file ask for what is not for the network, such as a backup. */
  readonly control: string;
}

const fileName = "server.json";

/** Tells where the gate of a data folder answers; only its owner can read it. */
export function announce(folder: string, gate: RunningGate): void {
  const path = join(folder, fileName);
  const written = `${path}.${process.pid}.new`;
  writePrivately(written, `${JSON.stringify(gate, null, 2)}\n`);
  renameSync(written, path);
}

/** Takes the announcement back, if it is still that of this process. */
export function retract(folder: string): void {
  if (announced(folder)?.pid === process.pid) rmSync(join(folder, fileName), { force: true });
}

/**
 * The gate that was announced in a data folder. One that was killed left its announcement; by then
 * somebody else may answer at its address, who must not hear tokens that are meant for it.
 */
export function announced(folder: string): RunningGate | undefined {
  try {
    const gate = JSON.parse(readFileSync(join(folder, fileName), "utf8")) as RunningGate;
    return gate.schema === "holdpoint/server/1" && isAlive(gate.pid) ? gate : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // asks, and sends nothing
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
