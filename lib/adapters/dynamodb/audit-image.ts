import { gunzipSync } from "node:zlib";
import type { DynamoDBRecord } from "aws-lambda";
import { digestOf } from "./documents.ts";
import { actionSkPrefix, headSk } from "./keys.ts";

/** What a record of the table's stream says about an audit entry. */
export type AuditImage =
  | { readonly kind: "none" }
  /** All bytes of it. */
  | (OfItem & { readonly kind: "whole"; readonly bytes: Uint8Array })
  /** The first of its items, which has not all of it, or does not fit its digest. */
  | (OfItem & { readonly kind: "head"; readonly id: string })
  /** One of its other items, or that something was taken away: there is nothing to copy. */
  | (OfItem & { readonly kind: "part" });

interface OfItem {
  /** Its key, for whoever looks for it. */
  readonly item: string;
  /** Entries are only ever put, and once: whatever else happens to one is somebody's doing. */
  readonly isTampered: boolean;
}

/** What the key of every entry begins with; the rest of it says of what it is. */
export const auditPkPrefix = "AUDIT#";
const unpackedSizeMaxBytes = 64 * 1024 * 1024;

/** Reads a record of the stream; what is about no entry is `none`. Total. */
export function auditImageIn({ eventName, dynamodb }: DynamoDBRecord): AuditImage {
  const [pk = "", sk = ""] = [dynamodb?.Keys?.["pk"]?.S, dynamodb?.Keys?.["sk"]?.S];
  if (!pk.startsWith(auditPkPrefix)) return { kind: "none" };
  const of = { item: `${pk} ${sk}`, isTampered: eventName !== "INSERT" };
  const image = dynamodb?.NewImage;
  const isAction = sk.startsWith(actionSkPrefix);
  if (image === undefined || (!isAction && sk !== headSk)) return { ...of, kind: "part" };
  const id = isAction ? sk.slice(actionSkPrefix.length) : pk.slice(auditPkPrefix.length);
  const bytes =
    image["parts"]?.N === "1" ? unpacked(image["body"]?.B, image["digest"]?.S) : undefined;
  return bytes === undefined ? { ...of, kind: "head", id } : { ...of, kind: "whole", bytes };
}

function unpacked(body: unknown, digest: string | undefined): Uint8Array | undefined {
  try {
    const packed = typeof body === "string" ? Buffer.from(body, "base64") : (body as Uint8Array);
    const bytes = gunzipSync(packed, { maxOutputLength: unpackedSizeMaxBytes });
    return digestOf(bytes) === digest ? bytes : undefined;
  } catch {
    return undefined;
  }
}
