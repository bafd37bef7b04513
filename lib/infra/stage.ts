import type { Node } from "constructs";

/** One deployment: how it is called, whose it is and who signs its callers in. */
export interface Stage {
  /** `dev`, `prod` … */
  readonly name: string;
  /** The organisation that runs it. */
  readonly tenant: string;
  /** Whether its data outlives the stack: everywhere but in `dev`. */
  readonly keepsData: boolean;
  /** An OpenID issuer; without one, callers sign with IAM. */
  readonly tokens?: Tokens;
}

/** Whose tokens are taken, for whom they must be meant, and where the issuer's public keys are. */
export interface Tokens {
  readonly issuer: string;
  readonly audience: string;
  readonly keysUrl: string;
}

/**
 * The stage that `cdk --context` names: `stage` (default `dev`), `tenant` (default the stage's name),
 * `issuer` and `audience` together, and `keys` where the issuer has its JWKS elsewhere than under
 * `/.well-known/jwks.json`.
 */
export function stageIn(context: Node): Stage {
  const text = (key: string): string | undefined => context.tryGetContext(key);
  const name = text("stage") ?? "dev";
  if (!/^[a-z][a-z0-9]{0,15}$/.test(name))
    throw new Error(`the stage '${name}' is no name: write 1 to 16 of a-z and 0-9, a letter first`);
  const [issuer, audience] = [text("issuer"), text("audience")];
  if ((issuer === undefined) !== (audience === undefined))
    throw new Error("tokens need both --context issuer=URL and --context audience=NAME");
  const keysUrl = text("keys") ?? `${issuer?.replace(/\/$/, "")}/.well-known/jwks.json`;
  if (!/^https:\/\/[^/]/.test(keysUrl) && issuer !== undefined)
    throw new Error(`the issuer's keys at '${keysUrl}' are not at an address with https`);
  return {
    name,
    tenant: text("tenant") ?? name,
    keepsData: name !== "dev",
    ...(issuer !== undefined && audience !== undefined
      ? { tokens: { issuer, audience, keysUrl } }
      : {}),
  };
}
