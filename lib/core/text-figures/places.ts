/** Where something stands in a text, in code points. */
export interface Place {
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

/** Makes places of offsets in UTF-16 units; they must be asked in the order of their beginnings. */
export function placesIn(text: string): (at: number, end: number) => Place {
  let [offset, points] = [0, 0];
  return (at, end) => {
    points += codePointsIn(text.slice(offset, at));
    offset = at;
    const shown = text.slice(at, end);
    return { text: shown, at: points, end: points + codePointsIn(shown) };
  };
}

/** Surrogates that belong together count once; asked for are parts that none of them divides. */
function codePointsIn(text: string): number {
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}
