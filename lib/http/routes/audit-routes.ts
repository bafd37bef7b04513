import * as z from "zod";
import type { Route } from "../route.ts";
import { actionEntry, judgedEntry } from "../schemas/entries.ts";
import { paging } from "../schemas/parameters.ts";
import { seal, sealedEntry } from "../schemas/seals.ts";

const after = z
  .string()
  .regex(/^(0|[1-9]\d{0,9})$/, "must be a whole number: take `next` of the page before")
  .optional()
  .meta({ description: "`next` of the page before; or how many you have" });
const next = z.string().optional();
const { limit } = paging;

/** What an auditor exports, to verify it offline. */
export const auditRoutes = {
  listSeals: {
    method: "GET",
    path: "/v1/seals",
    operation: "read-audit",
    tag: "Audit",
    summary: "List the seals over all that was kept, in the order of their numbers",
    description:
      "Each seal is signed, names the one before it by its digest, and the list of its entries. " +
      "`holdpoint audit export` writes all of it into a folder, and `holdpoint audit verify` verifies that.",
    query: z.strictObject({ after, limit }),
    answer: z.strictObject({ items: z.array(seal), next }),
  },
  sealedEntries: {
    method: "GET",
    path: "/v1/seals/{seal}/entries",
    operation: "read-audit",
    tag: "Audit",
    summary: "Read the entries of a seal from the archive, to the byte",
    query: z.strictObject({ after, limit }),
    answer: z.strictObject({ items: z.array(sealedEntry), next }),
  },
  auditEntry: {
    method: "GET",
    path: "/v1/audit/{entry}",
    operation: "read-audit",
    tag: "Audit",
    summary: "Read one audit entry as the gate has it now",
    answer: z.union([judgedEntry, actionEntry]),
  },
} as const satisfies Readonly<Record<string, Route>>;
