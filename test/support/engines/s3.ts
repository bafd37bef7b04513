import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { S3Client } from "@aws-sdk/client-s3";
import { s3Client } from "../../../lib/adapters/s3/client.ts";
import { anyCredentials, anyRegion } from "./dynamodb.ts";
import { signatureTrouble } from "./s3-signature.ts";
import { S3Refusal, type S3Store, s3Store } from "./s3-store.ts";

/**
 * A server of this process that speaks as much of S3 as the product asks of it, and where fauxqs is
 * lenient is as strict as S3: signatures and their expiry, digests of bodies, parts that are listed
 * and completed by their digests, conditional writes.
 */
export interface StrictS3 {
  readonly endpoint: string;
  readonly client: S3Client;
  /** The one bucket. */
  readonly bucket: string;
  readonly store: S3Store;
  /** What was asked for: method, path and query. */
  readonly asked: string[];
  /** Bodies that break off after so many bytes, one a read, in this order. */
  readonly breaks: number[];
  /** Answers given instead of doing anything, one a request, in this order. */
  readonly refusals: S3Refusal[];
  /** By which addresses expire. */
  now: () => Date;
  stop(): Promise<void>;
}

/** @param others buckets beside its own, by their names. */
export async function startStrictS3(
  others: Readonly<Record<string, S3Store>> = {},
): Promise<StrictS3> {
  const store = s3Store();
  const bucket = "strict";
  const stores = { ...others, [bucket]: store };
  const state = { asked: [] as string[], breaks: [] as number[], refusals: [] as S3Refusal[] };
  const clock = { now: () => new Date() };
  const server = createServer((request, response) => {
    state.asked.push(`${request.method} ${request.url}`);
    answer(stores, { ...state, now: clock.now() }, request, response).catch((error) => {
      if (error instanceof S3Refusal) refuse(request, response, error);
      else response.destroy(error as Error);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  const endpoint = `http://127.0.0.1:${port}`;
  const client = s3Client({
    endpoint,
    region: anyRegion,
    credentials: anyCredentials,
    forcePathStyle: true,
  });
  return Object.assign(clock, {
    endpoint,
    client,
    bucket,
    store,
    ...state,
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

interface Asked {
  readonly breaks: number[];
  readonly refusals: S3Refusal[];
  readonly now: Date;
}

async function answer(
  stores: Readonly<Record<string, S3Store>>,
  { breaks, refusals, now }: Asked,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await buffer(request);
  const refusal = refusals.shift();
  if (refusal !== undefined) throw refusal;
  const trouble = signatureTrouble(request, now);
  if (trouble !== undefined) throw new S3Refusal(trouble, 403);
  const url = new URL(request.url ?? "/", "http://s3.invalid");
  const [, found, ...rest] = url.pathname.split("/");
  const store = stores[found ?? ""];
  if (store === undefined) throw new S3Refusal("NoSuchBucket", 404);
  const name = decodeURIComponent(rest.join("/"));
  const query = (key: string): string | undefined => url.searchParams.get(key) ?? undefined;
  const headers = request.headers as Record<string, string>;
  const upload = query("uploadId");
  switch (true) {
    case request.method === "GET" && name === "":
      return xml(response, listed(store, query));
    case request.method === "POST" && query("delete") !== undefined:
      for (const key of tags(body, "Key")) store.objects.delete(key);
      return xml(response, "<DeleteResult/>");
    case request.method === "POST" && query("uploads") !== undefined: {
      const id = store.begin(name, headers);
      return xml(response, `<R><UploadId>${id}</UploadId></R>`);
    }
    case request.method === "PUT" && upload !== undefined: {
      const part = store.putPart(upload, Number(query("partNumber")), body, headers);
      return ended(response, { etag: part.etag });
    }
    case request.method === "GET" && upload !== undefined:
      return xml(response, partList(store, upload, Number(query("part-number-marker") ?? 0)));
    case request.method === "POST" && upload !== undefined: {
      const stored = store.complete(upload, partsIn(body), headers);
      return xml(response, `<R><ETag>${stored.etag}</ETag></R>`);
    }
    case request.method === "DELETE" && upload !== undefined:
      store.abort(upload);
      response.statusCode = 204;
      return ended(response, {});
    case request.method === "PUT":
      return ended(response, { etag: store.put(name, body, headers).etag });
    case request.method === "GET" || request.method === "HEAD":
      return give(store, name, request, response, breaks);
    default:
      throw new S3Refusal("NotImplemented", 501);
  }
}

function give(
  store: S3Store,
  name: string,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  breaks: number[],
): void {
  const { bytes, etag, sha256, headers: own } = store.get(name);
  if (headers["if-match"] !== undefined && headers["if-match"] !== etag)
    throw new S3Refusal("PreconditionFailed", 412);
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "") ?? [];
  const start = Number(from ?? 0);
  const end = to === undefined || to === "" ? bytes.length : Math.min(Number(to) + 1, bytes.length);
  if (from !== undefined && start >= bytes.length) throw new S3Refusal("InvalidRange", 416);
  if (from !== undefined) {
    response.statusCode = 206;
    response.setHeader("content-range", `bytes ${start}-${end - 1}/${bytes.length}`);
  }
  response.setHeader("etag", etag);
  for (const [header, value] of Object.entries(own))
    if (header.startsWith("x-amz-meta-")) response.setHeader(header, value);
  if (headers["x-amz-checksum-mode"] === "ENABLED" && sha256 !== undefined && from === undefined)
    response.setHeader("x-amz-checksum-sha256", sha256);
  response.setHeader("content-length", end - start);
  if (method === "HEAD") return void response.end();
  const breaksAfter = breaks.shift();
  if (breaksAfter === undefined) return void response.end(bytes.subarray(start, end));
  response.write(bytes.subarray(start, Math.min(end, start + breaksAfter)), () =>
    response.destroy(),
  );
}

const pageMax = 3;

/** Pages are small, so that every list has several. */
function listed(store: S3Store, query: (key: string) => string | undefined): string {
  const prefix = query("prefix") ?? "";
  const after = query("continuation-token") ?? query("start-after") ?? "";
  const names = [...store.objects.keys()].filter((name) => name.startsWith(prefix) && name > after);
  const page = names.sort().slice(0, pageMax);
  const isMore = names.length > pageMax;
  const contents = page.map(
    (name) => `<Contents><Key>${name}</Key><Size>${store.get(name).bytes.length}</Size></Contents>`,
  );
  const next = isMore ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
  return `<R><IsTruncated>${isMore}</IsTruncated>${contents.join("")}${next}</R>`;
}

function partList(store: S3Store, upload: string, after: number): string {
  const parts = store.parts(upload).filter(([number]) => number > after);
  const page = parts.slice(0, pageMax);
  const isMore = parts.length > pageMax;
  const told = page.map(
    ([number, { bytes, etag, sha256 }]) =>
      `<Part><PartNumber>${number}</PartNumber><Size>${bytes.length}</Size><ETag>${etag}</ETag>` +
      `<ChecksumSHA256>${sha256}</ChecksumSHA256></Part>`,
  );
  const next = `<NextPartNumberMarker>${page.at(-1)?.[0] ?? 0}</NextPartNumberMarker>`;
  return `<R><IsTruncated>${isMore}</IsTruncated>${next}${told.join("")}</R>`;
}

const partsIn = (body: Buffer) =>
  tags(body, "Part").map((part) => {
    const of = (name: string) => tags(Buffer.from(part), name)[0];
    const sha256 = of("ChecksumSHA256");
    return {
      number: Number(of("PartNumber")),
      etag: (of("ETag") ?? "").replaceAll("&quot;", '"'),
      ...(sha256 !== undefined && { sha256 }),
    };
  });

const tags = (body: Buffer, name: string): readonly string[] =>
  [...body.toString("utf8").matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(
    ([, content]) => content as string,
  );

function xml(response: ServerResponse, content: string): void {
  response.setHeader("content-type", "application/xml");
  response.end(`<?xml version="1.0" encoding="UTF-8"?>${content}`);
}

function ended(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end();
}

function refuse({ method }: IncomingMessage, response: ServerResponse, refusal: S3Refusal): void {
  response.statusCode = refusal.status;
  if (method === "HEAD") return void response.end();
  xml(response, `<Error><Code>${refusal.code}</Code><Message>${refusal.code}</Message></Error>`);
}
