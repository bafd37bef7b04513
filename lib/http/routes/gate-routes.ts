import * as z from "zod";
import type { Route } from "../route.ts";
import { gateList, me } from "../schemas/deployment.ts";

/** The gate itself, and what describes it. */
export const gateRoutes = {
  listGates: {
    method: "GET",
    path: "/v1/gates",
    tag: "Gate",
    summary: "List the gates and the revisions in force",
    answer: gateList,
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
