import type { Caller } from "../../caller.ts";
import { GateError } from "../../errors.ts";
import type { Archive, Clock, Seals } from "../../ports.ts";
import { admit } from "../../review/policy/separation.ts";
import { admitPageSize } from "../../review/queries/page-size.ts";
import type { Seal } from "../seal.ts";

/** What an auditor's export asks of the world. */
export interface SealedPorts {
  readonly archive: Archive;
  readonly seals: Seals;
  readonly clock: Clock;
}

export interface ListSeals {
  readonly caller: Caller;
  /** Behind the seal of this number; 0: from the first. */
  readonly after: number;
  readonly sealsMax: number;
}

export interface SealPage {
  readonly items: readonly Seal[];
  /** The number behind which the next page begins; absent where there is none yet. */
  readonly next?: string;
}

/**
 * Seals in the order of their numbers.
 *
 * @throws {GateError} `forbidden`, `invalid`.
 */
export async function listSeals(
  { seals, clock }: SealedPorts,
  { caller, after, sealsMax }: ListSeals,
): Promise<SealPage> {
  admit({ caller, operation: "read-audit", now: clock.now() });
  const max = admitPageSize(sealsMax);
  const items: Seal[] = [];
  while (items.length < max) {
    const seal = await seals.find(after + items.length + 1);
    if (seal === undefined) return { items };
    items.push(seal);
  }
  return { items, next: String(after + items.length) };
}

/** @throws {GateError} `not_found`. */
export async function sealOf({ seals }: SealedPorts, number: number): Promise<Seal> {
  const seal = await seals.find(number);
  if (seal !== undefined) return seal;
  throw new GateError("not_found", "there is no seal of this number");
}
