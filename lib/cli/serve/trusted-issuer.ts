import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import { cannotRead } from "../../adapters/files/failures.ts";
import { remoteKeys } from "../../adapters/jwks/remote-keys.ts";
import { GateError } from "../../app/errors.ts";
import type { TrustedIssuer } from "../../http/tokens.ts";
import { openIssuer } from "../../local/issuer.ts";

export interface IssuerFlags {
  readonly host: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly jwks?: string;
}

/** What `--issuer` says where the data folder's own issuer is to be trusted beyond this machine. */
export const ownIssuer = "local";

/**
 * Whose tokens the gate takes. Without an issuer those of the data folder's own, which is for one
 * machine: beyond it nobody is trusted who was not named.
 *
 * @throws {GateError} `invalid` for options that do not go together, and for keys that are none.
 */
export async function trustedIssuer(
  flags: IssuerFlags,
  folder: string,
  cwd: string,
): Promise<TrustedIssuer> {
  const { issuer, audience, jwks, host } = flags;
  if (issuer === undefined || issuer === ownIssuer) {
    if (audience !== undefined || jwks !== undefined)
      throw new GateError("invalid", "--audience and --jwks belong to an --issuer: name its URL");
    if (issuer === undefined && !isLoopback(host)) throw exposed(host);
    const own = await openIssuer(folder);
    const keys = createLocalJWKSet(own.jwks as JSONWebKeySet);
    return { issuer: own.issuer, audience: own.audience, keys };
  }
  if (audience === undefined || jwks === undefined)
    throw new GateError(
      "invalid",
      `--issuer ${issuer} needs ${audience === undefined ? "--audience (whom its tokens are for)" : ""}` +
        `${audience === undefined && jwks === undefined ? " and " : ""}` +
        `${jwks === undefined ? "--jwks (the URL or file of its public keys)" : ""}`,
    );
  const keys = /^https?:\/\//i.test(jwks) ? remoteKeys(jwks) : keysInFile(jwks, cwd);
  return { issuer, audience, keys };
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);

const exposed = (host: string): GateError =>
  new GateError(
    "invalid",
    `--host ${host} lets other machines in, and tokens of this folder's own issuer are for this one: ` +
      "name who signs in people by --issuer URL --audience NAME --jwks URL, or say --issuer local",
  );

function keysInFile(name: string, cwd: string): TrustedIssuer["keys"] {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, name), "utf8");
  } catch (cause) {
    throw cannotRead(name, cause);
  }
  try {
    return createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
  } catch (cause) {
    throw new GateError(
      "invalid",
      `${name} is no key set: write a JWKS, as in {"keys": [{"kty": "EC", …}]}`,
      { cause },
    );
  }
}
