import type { ActionEntry, AuditEntry } from "../../../lib/app/audit-entry.ts";
import { sha256 } from "../../../lib/app/digest.ts";
import { documentChanges } from "../../../lib/app/document-changes.ts";
import type { PublicKey } from "../../../lib/app/pass/public-key.ts";
import type { SigningKeys } from "../../../lib/app/ports.ts";

/** The key list of signing keys, as a gate publishes it. */
export async function keyListOf(keys: SigningKeys): Promise<object> {
  return { keys: (await keys.list()).map(jwkOf) };
}

const jwkOf = ({ keyId, jwk, from, until, compromised }: PublicKey) => ({
  ...jwk,
  kid: keyId,
  from,
  ...(until !== undefined && { until }),
  ...(compromised !== undefined && { compromised }),
});

/** An entry that changes nothing: of a submission by its number, the how many-th. */
export function sampleEntry(submission: number, nth: number, at: string): ActionEntry {
  const id = sha256(`submission ${submission}`).slice(0, 40);
  return {
    schema: "holdpoint/audit/1",
    action: "attempt.refused",
    id: `${id}.${sha256(`${submission} ${nth}`).slice(0, 24)}`,
    at,
    tenant: "acme",
    by: { principal: "mari", person: "Mari", roles: ["service_manager"] },
    submission: id,
    command: sha256(`command ${nth}`),
    facts: { nth, submission },
    ...documentChanges({}),
  };
}

export const bytesOf = (entry: AuditEntry): Uint8Array => Buffer.from(JSON.stringify(entry));
