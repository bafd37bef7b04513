/** The terms of JsonLogic that the workload's rules are made of. */
export type Logic = unknown;

export const val = (path: string): Logic => ({ val: path.split(".") });
/** A value of the invoice, from within a loop over one of its lists. */
export const outer = (path: string): Logic => ({ val: [[-2], ...path.split(".")] });
/** Text and numbers alike as a number. */
export const num = (path: string): Logic => ({ "+": [val(path)] });
export const shown = (path: string): Logic => ({ shown: [val(path)] });
export const there = (path: string): Logic => ({ "!==": [val(path), null] });
export const and = (...parts: readonly Logic[]): Logic => ({ and: parts });
export const or = (...parts: readonly Logic[]): Logic => ({ or: parts });
export const not = (part: Logic): Logic => ({ "!": [part] });
export const eq = (a: Logic, b: Logic): Logic => ({ "===": [a, b] });
export const oneOf = (path: string, ...words: readonly string[]): Logic => ({
  in: [val(path), words],
});
export const matches = (path: string, pattern: string): Logic => ({
  matches: [val(path), pattern],
});
/** `all` of an empty list is false in JsonLogic, `none` of it is true. */
export const all = (list: string, test: Logic): Logic => ({ none: [val(list), not(test)] });
export const sum = (list: string, field: string): Logic => ({
  reduce: [val(list), { "+": [{ val: ["current", field] }, { val: ["accumulator"] }] }, 0],
});
export const rounded = (x: Logic): Logic => ({ "/": [{ round: [{ "*": [x, 100] }] }, 100] });
export const near = (a: Logic, b: Logic): Logic => ({ "<=": [{ abs: [{ "-": [a, b] }] }, 0.02] });
export const roundingAtMost = (limit: number): Logic => ({
  "<=": [{ abs: [num("rounding_amount")] }, limit],
});
export const base: Logic = { "??": [val("price_base_qty"), 1] };
export const adjusts = oneOf("charge_kind", "discount", "adjustment");
export const vatId = "^(EE[0-9]{9}|NO[0-9]{9}MVA|RO[0-9]{2,10})$";
