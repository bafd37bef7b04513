import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Role } from "../../app/caller.ts";
import { GateError } from "../../app/errors.ts";
import { type Client, createClient } from "../../http/client.ts";
import { openIssuer } from "../../local/issuer.ts";
import { announced } from "../../local/running-gate.ts";
import type { Io } from "../io.ts";
import { bearerOf } from "../token/bearer.ts";
import { type SeenNames, seenNames } from "./seen-names.ts";

/** Which gate a command speaks to, and as whom. */
export interface RemoteFlags {
  readonly url?: string;
  readonly token?: string;
  readonly as?: string;
  readonly role?: readonly Role[];
  readonly department?: string;
  readonly data: string;
  readonly json?: boolean;
}

/** Of a command that changes something. */
export interface KeyedFlags extends RemoteFlags {
  readonly idempotencyKey?: string;
}

/** Of a command on something that people may change meanwhile. */
export interface CommandFlags extends KeyedFlags {
  readonly version?: number;
}

/** A client that remembers the names of what it was told of. */
export type Connected = Client & { readonly seen: SeenNames };

/** For which a token that a command makes for itself holds. */
const mintedSeconds = 600;

/**
 * The gate that a command speaks to.
 *
 * @param usual the roles of `--as` where none is named: what the command needs.
 * @throws {GateError} `not_found` when no gate is named and none runs here, `invalid` when nobody is
 * signed in.
 */
export async function connect(
  io: Io,
  flags: RemoteFlags,
  usual: readonly Role[],
): Promise<Connected> {
  const url = urlOf(io, flags);
  const token = renewing(io, () => tokenOf(io, flags, usual));
  await token(); // who is not signed in is told at once
  const client = createClient({ url, token, fetch, wait });
  return remembering(client, seenNames(resolve(io.cwd, flags.data)));
}

/** A token that is made anew when half its time is over: some commands take hours. */
function renewing(io: Io, make: () => Promise<string>): () => Promise<string> {
  let token: Promise<string> | undefined;
  let madeMs = 0;
  return () => {
    const nowMs = io.now().getTime();
    if (token === undefined || nowMs - madeMs > mintedSeconds * 500) {
      token = make();
      madeMs = nowMs;
    }
    return token;
  };
}

function remembering(client: Client, seen: SeenNames): Connected {
  const functions = Object.entries(client).map(([name, call]) => [
    name,
    async (asked: never) => {
      const answer = await call(asked);
      seen.remember(answer);
      return answer;
    },
  ]);
  return { ...(Object.fromEntries(functions) as Client), seen };
}

/** A gate of which nothing is asked that needs somebody to be signed in. */
export const connectPublicly = (io: Io, flags: Pick<RemoteFlags, "url" | "data">): Client =>
  createClient({ url: urlOf(io, flags), token: () => undefined, fetch, wait });

/** What makes a command one command, however often it is sent. */
export const commandOf = ({ idempotencyKey = randomUUID(), version }: CommandFlags) => ({
  idempotencyKey,
  ...(version !== undefined && { version }),
});

function urlOf({ env, cwd }: Io, { url, data }: Pick<RemoteFlags, "url" | "data">): string {
  const named = url ?? (env["HOLDPOINT_URL"] || undefined);
  if (named !== undefined) {
    if (/^https?:\/\/[^/]/i.test(named)) return named;
    throw new GateError("invalid", `--url ${named} is no address: write http://… or https://…`);
  }
  const running = announced(resolve(cwd, data));
  if (running !== undefined) return running.url;
  throw new GateError(
    "not_found",
    `no gate runs on ${data}: start one by \`holdpoint serve\`, or name one by --url or HOLDPOINT_URL`,
  );
}

async function tokenOf(io: Io, flags: RemoteFlags, usual: readonly Role[]): Promise<string> {
  const { token, as: name, role = usual, department, data } = flags;
  if (token !== undefined && name !== undefined)
    throw new GateError("invalid", "--token and --as: sign in as one of them");
  if (name !== undefined) {
    const issuer = await openIssuer(resolve(io.cwd, data));
    const roles = role.length > 0 ? role : usual;
    const bearer = bearerOf({ name, role: roles, ...(department !== undefined && { department }) });
    return issuer.mint(bearer, io.now(), mintedSeconds);
  }
  const found = token ?? (io.env["HOLDPOINT_TOKEN"] || undefined);
  if (found !== undefined) return found.trim();
  throw new GateError(
    "invalid",
    "nobody is signed in: give --token or set HOLDPOINT_TOKEN; at a gate on this machine --as NAME " +
      "does",
  );
}
