import type { Caller } from "../../caller.ts";

/**
 * A name as it is compared: NFKC, without characters that show nothing, trimmed, in lower case. What
 * an identity provider writes in two ways is one person all the same.
 */
export const nameForm = (name: string): string =>
  name
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .toLowerCase()
    .normalize("NFKC")
    .replace(/\s+/g, " ")
    .trim();

type Identified = Pick<Caller, "principal" | "person">;

/** Whether two names are there and the same. */
const isSameName = (a: string, b: string): boolean =>
  nameForm(a) !== "" && nameForm(a) === nameForm(b);

/** Whether two callers are one human being: one account, or two of one person. */
export const isSamePerson = (a: Identified, b: Identified): boolean =>
  a.principal === b.principal || isSameName(a.person, b.person);

/** Whether somebody is among persons. */
export const isAmong = (persons: readonly string[], { person }: Identified): boolean =>
  persons.some((one) => isSameName(one, person));

/** Whether two departments are known and the same. */
export const isSameDepartment = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && isSameName(a, b);
