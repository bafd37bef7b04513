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
  readonly tokens?: { readonly issuer: string; readonly audience: string };
}

/**
 * The stage that `cdk --context` names: `stage` (default `dev`), `tenant` (default the stage's name),
 * `issuer` and `audience` together.
 */
export function stageIn(context: Node): Stage {
  const text = (key: string): string | undefined => context.tryGetContext(key);
  const name = text("stage") ?? "dev";
  if (!/^[a-z][a-z0-9]{0,15}$/.test(name))
    throw new Error(`the stage '${name}' is no name: write 1 to 16 of a-z and 0-9, a letter first`);
  const [issuer, audience] = [text("issuer"), text("audience")];
  if ((issuer === undefined) !== (audience === undefined))
    throw new Error("tokens need both --context issuer=URL and --context audience=NAME");
  return {
    name,
    tenant: text("tenant") ?? name,
    keepsData: name !== "dev",
    ...(issuer !== undefined && audience !== undefined ? { tokens: { issuer, audience } } : {}),
  };
}
