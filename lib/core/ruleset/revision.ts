import { createHash } from "node:crypto";
import { engineVersion } from "../plan.ts";
import type { Subject } from "../subject.ts";
import type { Overrides } from "./overrides.ts";
import { byText } from "./problem.ts";

/**
 * The digest of a revision, SHA-256 in hex: of its rule texts (line ends as LF, paths from the
 * rule set's folder, so that it is the same wherever the folder lies), the subject, the overrides
 * and the engine version. Cases in files of their own decide no verdict and are left out.
 */
export function revisionOf(
  files: readonly { readonly path: string; readonly text: string }[],
  subject: Subject,
  overrides: Overrides,
): string {
  const texts = files
    .map(({ path, text }) => [path, text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")])
    .sort(([a], [b]) => byText(a as string, b as string));
  return digestOf(canonicalJson([engineVersion, subject, overrides, texts]));
}

export const digestOf = (text: string): string =>
  createHash("sha256").update(text, "utf8").digest("hex");

/** JSON with sorted keys and without white space: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => byText(a, b));
  const parts = entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
  return `{${parts.join(",")}}`;
}
