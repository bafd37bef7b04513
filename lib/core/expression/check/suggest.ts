/** The candidate that the author probably meant: at most a third of its letters differ. */
export function nearest(found: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Any letter is near any other: a name of one or two is no clue.
  let least = found.length < 3 ? 1 : Math.max(2, Math.floor(found.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(found.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** `, did you mean 'x'?` or nothing. */
export function didYouMean(found: string, candidates: Iterable<string>): string {
  const near = nearest(found, candidates);
  return near === undefined ? "" : `, did you mean '${near}'?`;
}

/** Levenshtein's distance, given up once it cannot stay below `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > 100 || b.length > 100) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
