import type { AuditEntry } from "../../audit-entry.ts";
import type { Caller } from "../../caller.ts";
import { GateError } from "../../errors.ts";
import type { Audits, Clock } from "../../ports.ts";
import { admit } from "../../review/policy/separation.ts";

/**
 * One entry as the gate's own store has it, of a submission or of none.
 *
 * @throws {GateError} `forbidden`, `not_found`.
 */
export async function auditEntry(
  { audits, clock }: { readonly audits: Audits; readonly clock: Clock },
  { caller, entry: id }: { readonly caller: Caller; readonly entry: string },
): Promise<AuditEntry> {
  admit({ caller, operation: "read-audit", now: clock.now() });
  const entry = id.includes(".") ? await audits.action(id) : await audits.find(id);
  if (entry !== undefined) return entry;
  throw new GateError("not_found", "there is no audit entry of this id");
}
