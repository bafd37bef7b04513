import { createHmac, timingSafeEqual } from "node:crypto";
import { GateError } from "../../app/errors.ts";
import type { UploadPiece } from "../../app/storage.ts";

/** Where the local server takes pieces: `PUT {uploadsPath}{name}?upload=…`. */
export const uploadsPath = "/uploads/";

/** What an address says, and its signature holds together. */
export interface PieceAddress extends UploadPiece {
  readonly name: string;
  readonly upload: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** The address of a piece, signed: nothing of it can be changed by who does not know the secret. */
export function addressOf(secret: string, baseUrl: string, address: PieceAddress): string {
  const url = new URL(uploadsPath + address.name, baseUrl);
  const fields = fieldsOf(address);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  url.searchParams.set("signature", signatureOf(secret, address));
  return url.href;
}

const fieldsOf = ({ upload, number, sizeBytes, sha256, expiresAtMs }: PieceAddress) => ({
  upload,
  piece: String(number),
  size: String(sizeBytes),
  sha256,
  expires: String(expiresAtMs),
});

const signatureOf = (secret: string, address: PieceAddress): string =>
  createHmac("sha256", secret)
    .update(JSON.stringify(["PUT", address.name, fieldsOf(address)]))
    .digest("hex");

/**
 * What an address says that we signed.
 *
 * @throws {GateError} `forbidden` when we did not sign it, or it has expired.
 */
export function admitAddress(secret: string, url: URL, now: Date): PieceAddress {
  const text = (name: string): string => url.searchParams.get(name) ?? "";
  const address: PieceAddress = {
    name: url.pathname.slice(uploadsPath.length),
    upload: text("upload"),
    number: Number(text("piece")),
    sizeBytes: Number(text("size")),
    sha256: text("sha256"),
    expiresAtMs: Number(text("expires")),
  };
  const expected = Buffer.from(signatureOf(secret, address));
  const given = Buffer.from(text("signature"));
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new GateError("forbidden", "the gate did not sign this address: ask for addresses", {
      reason: "not_signed",
    });
  if (now.getTime() < address.expiresAtMs) return address;
  throw new GateError("forbidden", "this address has expired: ask for a new one", {
    reason: "expired",
  });
}
