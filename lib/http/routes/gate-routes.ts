import * as z from "zod";
import type { Route } from "../route.ts";
import { earlierRuns } from "../schemas/commands.ts";
import { gateList, me } from "../schemas/deployment.ts";
import { acted } from "../schemas/entries.ts";

/** The gate itself, and what describes it. */
export const gateRoutes = {
  listGates: {
    method: "GET",
    path: "/v1/gates",
    tag: "Gate",
    summary: "List the gates and the revisions in force",
    answer: gateList,
  },
  loadHistory: {
    method: "POST",
    path: "/v1/gates/{gate}/history",
    operation: "load-history",
    tag: "Gate",
    summary: "Load runs that went out before the gate released any",
    description:
      "Later runs of their kind are compared with them. A run that is there already is not put in " +
      "again; where it has another day or other figures, none of them is put in (409).",
    body: earlierRuns,
    key: "optional",
    answer: acted,
  },
  me: {
    method: "GET",
    path: "/v1/me",
    tag: "Gate",
    summary: "See whom the gate takes you for",
    answer: me,
  },
  openapi: {
    method: "GET",
    path: "/openapi.json",
    isPublic: true,
    tag: "Gate",
    summary: "Read this description (OpenAPI 3.1)",
    keptSeconds: 300,
    answer: z.record(z.string(), z.unknown()),
  },
  docs: {
    method: "GET",
    path: "/docs",
    isPublic: true,
    tag: "Gate",
    summary: "Read this description as a page",
    keptSeconds: 300,
    answer: "file",
  },
  docsAsset: {
    method: "GET",
    path: "/docs/{asset}",
    isPublic: true,
    tag: "Gate",
    summary: "Load what the page needs",
    keptSeconds: 300,
    answer: "file",
  },
} as const satisfies Readonly<Record<string, Route>>;
