import { countries, jurisdictions } from "../expression/functions/countries.ts";
import { textsIn } from "./fields.ts";
import type { Complaints } from "./problem.ts";
import type { Entry } from "./tree.ts";

/** Codes that are in use elsewhere, and what ISO writes. */
const aliases: Readonly<Record<string, string>> = { EL: "GR", UK: "GB" };

/** Country codes, sorted; undefined stands for everywhere. */
export function readJurisdictions(
  entry: Entry | undefined,
  complaints: Complaints,
): readonly string[] | undefined {
  const texts = textsIn(entry, complaints);
  if (texts.some(({ value }) => value === "ALL")) {
    if (texts.length > 1 && entry)
      complaints.wrong(entry.value.spot, "'ALL' is everywhere: remove the others, or remove 'ALL'");
    return undefined;
  }
  const codes = texts.flatMap((text) => {
    const found =
      jurisdictions.get(text.value) ?? (countries.has(text.value) ? [text.value] : undefined);
    if (found === undefined) complaints.wrong(text.spot, unknownCountry(text.value));
    return found ? [...found] : [];
  });
  if (entry?.value.kind === "list" && entry.value.items.length === 0)
    complaints.wrong(
      entry.value.spot,
      "an empty list names no country: name some, or remove the key",
    );
  return codes.length > 0 ? [...new Set(codes)].sort() : undefined;
}

function unknownCountry(code: string): string {
  const known = `'${code}' is neither EU, EEA, ALL nor a country of ISO 3166-1`;
  const alias = Object.hasOwn(aliases, code) ? aliases[code] : undefined;
  if (alias !== undefined) return `${known}, did you mean '${alias}'?`;
  const upper = code.toUpperCase();
  return countries.has(upper) || jurisdictions.has(upper)
    ? `${known}, did you mean '${upper}'?`
    : known;
}

/** Whether two lists of countries share one; absent is everywhere. */
export function sharesCountries(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): boolean {
  return a === undefined || b === undefined || a.some((code) => b.includes(code));
}
