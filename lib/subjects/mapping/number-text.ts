import type { NumberStyle } from "./mapping.ts";

/**
 * A number as the gate writes it, with its digits kept: `1.234,50` as `1234.50`. Undefined where
 * the text is no number of that style: a separator in the wrong place is never guessed away.
 */
export function plainNumber(text: string, { decimal, thousands }: NumberStyle): string | undefined {
  const match = /^([+-]?)(.*)$/s.exec(text.trim()) as RegExpExecArray;
  const sign = match[1] === "-" ? "-" : "";
  const [whole = "", fraction, ...more] = (match[2] as string).split(decimal);
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  const digits = whole === "" && fraction !== undefined ? "0" : ungrouped(whole, thousands);
  if (digits === undefined || !/^\d+$/.test(digits)) return undefined;
  return `${sign}${digits}${fraction === undefined ? "" : `.${fraction}`}`;
}

function ungrouped(whole: string, thousands: string | undefined): string | undefined {
  if (thousands === undefined) return whole;
  const groups = isBlank(thousands) ? whole.split(anyBlank) : whole.split(thousands);
  const [first = "", ...others] = groups;
  if (others.length === 0) return whole;
  const isGrouped = first.length >= 1 && first.length <= 3 && others.every((g) => g.length === 3);
  return isGrouped ? groups.join("") : undefined;
}

/** A space as separator is often one that does not break the line, or a thin one. */
const anyBlank = /[ \u00a0\u2009\u202f]/;
const isBlank = (separator: string): boolean => anyBlank.test(separator);
