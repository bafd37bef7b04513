/** Neighbouring groups of digits in a text, such as `4111 1111 1111 1111`. */
export interface DigitGroups {
  /** As the text writes them. */
  readonly text: string;
  readonly digits: string;
  readonly lengths: readonly number[];
}

/** All groups of digits that one space or hyphen parts, and all runs of neighbours among them. */
export function digitGroupsIn(text: string, digitsMin: number, digitsMax: number): DigitGroups[] {
  const found: DigitGroups[] = [];
  for (const chain of text.match(/\d+(?:[ -]\d+)*/g) ?? []) {
    const parts = chain.split(/([ -])/);
    for (let from = 0; from < parts.length; from += 2)
      found.push(...runsFrom(parts, from, digitsMin, digitsMax));
  }
  return found;
}

/** The runs that start with one group; `parts` are groups and, between them, separators. */
function runsFrom(
  parts: readonly string[],
  from: number,
  digitsMin: number,
  digitsMax: number,
): readonly DigitGroups[] {
  const runs: DigitGroups[] = [];
  let digits = "";
  const lengths: number[] = [];
  for (let at = from; at < parts.length; at += 2) {
    const group = parts[at] as string;
    if (digits.length + group.length > digitsMax) break;
    digits += group;
    lengths.push(group.length);
    if (digits.length < digitsMin) continue;
    runs.push({ text: parts.slice(from, at + 1).join(""), digits, lengths: [...lengths] });
  }
  return runs;
}
