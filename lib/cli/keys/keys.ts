import { resolve } from "node:path";
import { writeWhole } from "../../adapters/files/output-file.ts";
import { administrators } from "../cases/reviewers.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { tableLines } from "../outputs/table.ts";
import { commandOf, connect, connectPublicly, type KeyedFlags } from "../remote/connection.ts";
import { tell, tellActed } from "../remote/tell.ts";

export interface ListKeysFlags {
  readonly url?: string;
  readonly data: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `holdpoint keys list`: the public keys that verify passes; with `--out` as the file that verifying takes. */
export async function listKeys(io: Io, flags: ListKeysFlags): Promise<ExitCode> {
  const list = await connectPublicly(io, flags).keyList({});
  if (flags.out !== undefined) {
    writeWhole(resolve(io.cwd, flags.out), [`${JSON.stringify(list, null, 2)}\n`]);
    return exitCodes.clear;
  }
  return tell(io, flags, list, (palette) =>
    tableLines(
      [{ title: "KEY" }, { title: "SIGNS WITH" }, { title: "FROM" }, { title: "UNTIL" }],
      list.keys.map((key, index) => [
        String(key["kid"]),
        String(key["alg"] ?? key["crv"] ?? key["kty"]),
        String(key["from"] ?? ""),
        key["compromised"]
          ? { text: `compromised ${textOf(key["until"])}`, paint: palette.block }
          : index === 0
            ? { text: "now", paint: palette.pass }
            : textOf(key["until"]),
      ]),
      { palette },
    ),
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export interface RotateFlags extends KeyedFlags {
  readonly text: string;
  readonly compromised?: readonly string[];
}

/** `holdpoint keys rotate`: a new key signs from now on. */
export async function rotate(io: Io, flags: RotateFlags): Promise<ExitCode> {
  const client = await connect(io, flags, administrators);
  const { idempotencyKey } = commandOf(flags);
  const { text, compromised } = flags;
  const body = { text, ...(compromised?.length && { compromised: [...compromised] }) };
  const acted = await client.rotateKeys({ body, idempotencyKey });
  return tellActed(io, flags, acted, () => "a new key signs; passes of earlier ones still verify");
}
