import type { Role } from "../../app/caller.ts";
import { GateError } from "../../app/errors.ts";
import type { Bearer } from "../../local/issuer.ts";

export interface BearerFlags {
  readonly name: string;
  readonly role: readonly Role[];
  readonly person?: string;
  readonly login?: string;
  readonly department?: string;
  readonly machine?: boolean;
}

/**
 * Whom a token is for: `Mari Tamm` has the account and the person `mari-tamm`, and with the login
 * `second` the account `mari-tamm.second`, which is nobody else's.
 *
 * @throws {GateError} `invalid` for a name of which nothing is left, and a machine that is a person.
 */
export function bearerOf(flags: BearerFlags): Bearer {
  const { name, role, department, machine } = flags;
  if (machine && flags.person !== undefined)
    throw new GateError("invalid", "--machine and --person: behind a machine stands nobody");
  const slug = slugOf(name);
  if (slug === "")
    throw new GateError("invalid", `--name '${name}' has no letter and no digit: name somebody`);
  const person = flags.person ?? slug;
  return {
    login: flags.login === undefined ? slug : `${slug}.${slugOf(flags.login)}`,
    roles: [...new Set(role)],
    ...(!machine && { person }),
    ...(department !== undefined && { department }),
  };
}

/** In small letters without accents, words parted by `-`; letters of any script stay. */
const slugOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "");
