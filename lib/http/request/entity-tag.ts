import { sha256 } from "../../app/digest.ts";
import { GateError } from "../../app/errors.ts";

/**
 * The ETag of a document: its version, which commands ask for, and a digest of what was told,
 * because what is told of a case also depends on the time.
 */
export const entityTag = (version: number, body: string): string =>
  `"${version}-${sha256(body).slice(0, 16)}"`;

/**
 * The version in an `If-Match` header: of an ETag, or in quotes alone. Undefined where there is none,
 * or where any version will do (`*`).
 *
 * @throws {GateError} `invalid` for anything else, since a condition must not be overlooked.
 */
export function versionAsked(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  const [, version] = /^"([1-9]\d{0,14})(-[0-9a-f]{16})?"$/.exec(ifMatch.trim()) ?? [];
  if (version !== undefined) return Number(version);
  const message = 'must be one ETag as it was told, such as "3-5f2a7c90d1e8b346", or *';
  throw new GateError("invalid", `the header If-Match ${message}`, {
    mistakes: [{ header: "If-Match", message }],
  });
}

/** Whether the caller has this already: one of the tags in `If-None-Match`, weak ones too. */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((one) => one.trim().replace(/^W\//, "")) ?? [];
  return tags.includes("*") || tags.includes(tag);
}
