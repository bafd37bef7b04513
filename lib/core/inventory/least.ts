/** Beyond it nothing is looked for, and the answer is no number. */
const reachMax = 1_125_899_906_842_624;

/** The least whole number above `low` for which a condition holds that holds from there on. */
export function leastWhole(low: number, holds: (x: number) => boolean): number {
  let [below, above] = [low, low + 1];
  for (let reach = 1; !holds(above); reach *= 2) {
    if (reach > reachMax) return Number.NaN;
    [below, above] = [above, above + reach];
  }
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}

/** Halvings that leave the twelfth digit or better of any interval that occurs. */
const halvingsMax = 60;

/** The least real above `low` for which such a condition holds, looked for in steps that double. */
export function leastReal(low: number, step: number, holds: (x: number) => boolean): number {
  let [below, above] = [low, low + step];
  for (let reach = step; !holds(above); reach *= 2) {
    if (!(reach <= reachMax * step)) return Number.NaN;
    [below, above] = [above, above + reach];
  }
  for (let i = 0; i < halvingsMax; i++) {
    const middle = (below + above) / 2;
    if (middle <= below || middle >= above) break;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
