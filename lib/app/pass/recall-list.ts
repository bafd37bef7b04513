import type { PassPorts } from "../review/command.ts";
import type { Envelope } from "./pass.ts";

/** What the envelope of a recall list holds. */
export interface RecallList {
  readonly schema: "holdpoint/recalls/1";
  readonly issuedAt: string;
  /** After this a verifier asks for a newer list. */
  readonly validUntil: string;
  /** Those that would still be valid, by id. */
  readonly passes: readonly {
    readonly id: string;
    readonly at: string;
    readonly validUntil: string;
  }[];
}

/** The list of recalled passes, signed now. Public: it names passes and instants, and nobody. */
export async function recallList(
  _ports: Pick<PassPorts, "passes" | "keys" | "clock">,
): Promise<Envelope> {
  throw new Error("recallList follows");
}
