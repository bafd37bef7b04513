import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { anyCredentials } from "./dynamodb.ts";

/** What S3 says of a signature that it does not take; undefined where it takes it. */
export type SignatureTrouble = "SignatureDoesNotMatch" | "AccessDenied" | undefined;

/**
 * Whether a request is signed by AWS Signature Version 4, in its header or in its address: by what
 * Amazon documents, and nothing of the SDK. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function signatureTrouble(request: IncomingMessage, now: Date): SignatureTrouble {
  const url = new URL(request.url ?? "/", "http://s3.invalid");
  const isPresigned = url.searchParams.has("X-Amz-Signature");
  const header = /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]+)/.exec(
    request.headers.authorization ?? "",
  );
  const query = (name: string): string => url.searchParams.get(name) ?? "";
  const [scope = "", signedHeaders = "", signature = ""] = isPresigned
    ? [
        query("X-Amz-Credential").split("/").slice(1).join("/"),
        query("X-Amz-SignedHeaders"),
        query("X-Amz-Signature"),
      ]
    : (header ?? []).slice(1);
  const date = isPresigned ? query("X-Amz-Date") : String(request.headers["x-amz-date"] ?? "");
  if (isPresigned && isExpired(date, Number(query("X-Amz-Expires")), now)) return "AccessDenied";
  const canonical = [
    request.method,
    url.pathname,
    canonicalQuery(url),
    ...signedHeaders
      .split(";")
      .map((name) => `${name}:${String(request.headers[name] ?? "").trim()}`),
    "",
    signedHeaders,
    isPresigned ? "UNSIGNED-PAYLOAD" : String(request.headers["x-amz-content-sha256"]),
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>(
      (last, part) => hmac(last, part),
      `AWS4${anyCredentials.secretAccessKey}`,
    );
  return hmac(key, toSign).toString("hex") === signature ? undefined : "SignatureDoesNotMatch";
}

function isExpired(date: string, seconds: number, now: Date): boolean {
  const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const from = Date.parse(`${y}-${m}-${d}T${h}:${min}:${s}Z`);
  return !(now.getTime() < from + seconds * 1_000);
}

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join("&");

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();
