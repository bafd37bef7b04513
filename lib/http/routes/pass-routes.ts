import * as z from "zod";
import type { Route } from "../route.ts";
import { because, rotation } from "../schemas/commands.ts";
import { acted } from "../schemas/entries.ts";
import { envelope, keyList, pass, recordProof } from "../schemas/passes.ts";

const record = z.string().max(1_000).meta({
  description:
    "The SHA-256 of its bytes (64 hex digits), a JSON Pointer into the payload, or its natural key",
  example: "/0",
});

/** Signed statements of what may go out, and the keys that sign them. */
export const passRoutes = {
  getPass: {
    method: "GET",
    path: "/v1/passes/{pass}",
    operation: "read-pass",
    tag: "Passes",
    summary: "Read a pass",
    version: "told",
    answer: pass,
  },
  recordProof: {
    method: "GET",
    path: "/v1/passes/{pass}/proof",
    operation: "read-pass",
    tag: "Passes",
    summary: "Prove that one record is among those of a pass",
    query: z.strictObject({ record }),
    answer: recordProof,
  },
  recallPass: {
    method: "POST",
    path: "/v1/passes/{pass}/recall",
    operation: "recall-pass",
    tag: "Passes",
    summary: "Recall a pass: what it is for should not go out",
    body: because,
    key: "optional",
    answer: acted,
  },
  recallList: {
    method: "GET",
    path: "/v1/recalls",
    isPublic: true,
    tag: "Passes",
    summary: "Read the signed list of recalled passes",
    answer: envelope,
  },
  keyList: {
    method: "GET",
    path: "/v1/keys",
    isPublic: true,
    tag: "Passes",
    summary: "Read the public keys that verify passes (JWKS)",
    keptSeconds: 300,
    answer: keyList,
  },
  rotateKeys: {
    method: "POST",
    path: "/v1/keys",
    operation: "rotate-keys",
    tag: "Passes",
    summary: "Make a new signing key",
    body: rotation,
    key: "optional",
    answer: acted,
  },
} as const satisfies Readonly<Record<string, Route>>;
