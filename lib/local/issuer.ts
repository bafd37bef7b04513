import { linkSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from "jose";
import { cannotRead, codeOf, reasonOf } from "../adapters/files/failures.ts";
import type { Role } from "../app/caller.ts";
import { GateError } from "../app/errors.ts";
import { makeDataFolder, writePrivately } from "./data-folder.ts";

/** What tokens of a data folder's own issuer say of their origin, and whom they are for. */
export const localIssuer = "urn:holdpoint:local-issuer";
export const localAudience = "urn:holdpoint:local-gate";

/** Whom a token is for. */
export interface Bearer {
  readonly roles: readonly Role[];
  /** The account: two accounts of one human being differ in it. */
  readonly login: string;
  /** The human being behind it; absent for a machine, which decides nothing. */
  readonly person?: string;
  readonly department?: string;
}

/** Signs tokens that pass the very check that production's pass. For one machine's own use. */
export interface LocalIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** RFC 7517: what tokens are verified with. */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** A token from now on, for so many seconds. */
  mint(bearer: Bearer, now: Date, validSeconds: number): Promise<string>;
}

const fileName = "issuer.json";
const algorithm = "ES256";

/**
 * The development issuer of a data folder; its key is made where there is none, and readable by the
 * folder's owner alone. Two processes that come at once get the same key.
 *
 * @throws {GateError} `unavailable` when the key can neither be read nor written, `invalid` when the
 * file holds none.
 */
export async function openIssuer(folder: string): Promise<LocalIssuer> {
  makeDataFolder(folder);
  const path = join(folder, fileName);
  const jwk = keyIn(path) ?? (await made(path));
  const key = await importJWK(jwk, algorithm);
  const { d: _, ...publicJwk } = jwk;
  return {
    issuer: localIssuer,
    audience: localAudience,
    jwks: { keys: [publicJwk] },
    mint: ({ login, roles, person, department }, now, validSeconds) => {
      const issuedAt = Math.floor(now.getTime() / 1000);
      return new SignJWT({
        holdpoint_roles: roles,
        ...(person !== undefined && { person }),
        ...(department !== undefined && { department }),
      })
        .setProtectedHeader({ alg: algorithm, typ: "JWT", kid: String(jwk["kid"]) })
        .setIssuer(localIssuer)
        .setAudience(localAudience)
        .setSubject(login)
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(issuedAt + validSeconds)
        .sign(key);
    },
  };
}

type Jwk = Readonly<Record<string, string>>;

function keyIn(path: string): Jwk | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    throw cannotRead(path, cause);
  }
  try {
    const jwk = JSON.parse(text) as Jwk;
    if (jwk["kty"] === "EC" && jwk["d"] && jwk["kid"]) return jwk;
  } catch {
    // Told below.
  }
  throw new GateError(
    "invalid",
    `${path} holds no key of an issuer: take it away, and a new one is made; tokens of the old one ` +
      "end with it",
  );
}

async function made(path: string): Promise<Jwk> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const written = `${path}.${process.pid}.new`;
  writePrivately(written, `${JSON.stringify({ ...jwk, kid, alg: algorithm, use: "sig" })}\n`);
  try {
    // A link is made or is not: whoever comes second finds the key of the first.
    linkSync(written, path);
  } catch (cause) {
    if (codeOf(cause) !== "EEXIST")
      throw new GateError("unavailable", `${path} cannot be written: ${reasonOf(cause)}`, {
        cause,
      });
  } finally {
    rmSync(written, { force: true });
  }
  return keyIn(path) as Jwk;
}
