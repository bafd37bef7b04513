import { localIssuer, openIssuer } from "../../lib/local/issuer.ts";
import { cast } from "./traffic.ts";

/** Tokens of all who take part, by login, from the issuer of a data folder. */
export async function tokensOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const issuer = await openIssuer(folder);
  const tokens = Object.entries(cast).map(async ([login, { roles, person, department }]) => {
    const bearer = { login, roles, department, ...(person !== undefined && { person }) };
    return [login, await issuer.mint(bearer, new Date(), 24 * 3_600)] as const;
  });
  return new Map(await Promise.all(tokens));
}

/** The machine that submits, as entries name it. */
export const shop = `${localIssuer}|shop`;
