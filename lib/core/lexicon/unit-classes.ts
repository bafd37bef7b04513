import { changing, normalUnit } from "./normal-text.ts";
import { takes, type UnitSet, WORD } from "./pattern.ts";

/** Units that stand for others by more than themselves, see `normalUnit`. */
export const CHANGING = 1;

/**
 * Sorts the 65,536 units into classes: units of one class are taken by the same sets, and are alike
 * in what may stand beside a match. A unit's class is worked out when it is first met; 0 says it
 * was not yet, 1 that the text must be made normal first.
 */
export interface UnitClasses {
  /** The class of each unit as it stands in a text, by what it becomes in normal text. */
  readonly ofUnit: Uint16Array;
  /** Works out the class of a unit. */
  readonly learn: (code: number) => number;
  /** By class: a unit of it, in normal text. */
  readonly samples: readonly number[];
  /** By class: whether its units make words. */
  readonly inWord: readonly boolean[];
}

export function unitClasses(sets: readonly UnitSet[], folds: boolean): UnitClasses {
  const ofUnit = new Uint16Array(65_536);
  const byTaking = new Map<string, number>();
  const samples = [-1, -1];
  const inWord = [false, false];
  const learn = (code: number): number => {
    const normal = normalUnit(code, folds);
    const found = normal === changing ? CHANGING : classOf(normal);
    ofUnit[code] = found;
    return found;
  };
  const classOf = (normal: number): number => {
    const taking = [WORD, ...sets].map((set) => (takes(set, normal) ? "1" : "0")).join("");
    const known = byTaking.get(taking);
    if (known !== undefined) return known;
    byTaking.set(taking, samples.length);
    inWord.push(takes(WORD, normal));
    return samples.push(normal) - 1;
  };
  return { ofUnit, learn, samples, inWord };
}
