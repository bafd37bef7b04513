import type { Context } from "../context.ts";
import type { Violation } from "../violation.ts";

/**
 * The violation with the XPath of each place where it shows, where its record was read from XML. A
 * field that the format has no place for is shown at the record itself, so that none is left out.
 */
export function located(violation: Violation, locate: Context["locate"]): Violation {
  const { at, record } = violation;
  const place = record?.place;
  const root = place && locate?.(place, "");
  if (!locate || !place || root === undefined || at.length === 0) return violation;
  return { ...violation, xpath: at.map((pointer) => locate(place, pointer) ?? root) };
}
