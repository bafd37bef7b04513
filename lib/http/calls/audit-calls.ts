import type { Audits } from "../../app/ports.ts";
import { auditEntry } from "../../app/seal/queries/audit-entry.ts";
import { listSeals, type SealedPorts } from "../../app/seal/queries/list-seals.ts";
import { sealedEntries } from "../../app/seal/queries/sealed-entries.ts";
import type { auditRoutes } from "../routes/audit-routes.ts";
import type { Calls } from "../routes.ts";

/** Answers what an auditor asks of seals, the archive and single entries. */
export const auditCalls = (
  ports: SealedPorts & { readonly audits: Audits },
): Pick<Calls, keyof typeof auditRoutes> => ({
  listSeals: ({ caller, query: { after = "0", limit } }) =>
    listSeals(ports, { caller, after: Number(after), sealsMax: limit }),
  sealedEntries: ({ caller, parameters: { seal }, query: { after = "0", limit } }) =>
    sealedEntries(ports, {
      caller,
      seal: Number(seal),
      after: Number(after),
      entriesMax: limit,
    }),
  auditEntry: ({ caller, parameters: { entry } }) => auditEntry(ports, { caller, entry }),
});
