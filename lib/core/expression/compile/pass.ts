import { type FieldTree, fieldTree, isObjectCode, readingBelow, readingOf } from "./fields.ts";
import type { Group } from "./group.ts";
import type { Operand } from "./operand.ts";
import { isShared, keptColumn, passMax, type ReadList } from "./read-lists.ts";
import { fresh } from "./writing.ts";

/**
 * One pass over a list of the record, before the rules that use it: every element is checked to be
 * an object and read once, and what rules want to know of all elements is worked out together.
 */
export interface ListPass {
  /** The variable that holds the raw list. */
  readonly raw: string;
  /** The record type of its elements. */
  readonly shape: string;
  /** The list as other functions pass over it as well: where some do, nothing is read of it here. */
  readonly read?: ReadList;
  /** The variable that holds the number of elements; −1 when it is no list of objects. */
  readonly size: string;
  readonly index: string;
  /** The fields of the element. */
  readonly tree: FieldTree;
  /** Columns by the variable that each element's value stands in. */
  readonly columns: Map<string, Column>;
  /** What tasks declare before the pass, and do for each element. */
  readonly before: string[];
  readonly body: string[];
  readonly tasks: Map<string, Task>;
  /** Whether rules go through the elements again. */
  isWalked: boolean;
}

/** What a field has in each element, in a buffer that is kept between records. */
export interface Column {
  /** The call that makes the buffer: of numbers, or of raw values. */
  readonly make: "column" | "rawColumn";
  /** The variable beyond the function that keeps the buffer. */
  readonly kept: string;
  /** The variable that rules read it by. */
  readonly code: string;
}

/** Something that a pass works out for rules to use. */
export interface Task {
  /** The variable that holds the result. */
  readonly result: string;
  readonly operand: Operand;
  /** Steps that it costs for each element. */
  readonly charges: number;
  /** The variable with the fuel that was left, where the work on an element takes any. */
  readonly fuel?: string;
}

/** `read`: the list as several functions may pass over it. */
export function listPass(group: Group, raw: string, shape: string, read?: ReadList): ListPass {
  const element = fresh(group, "e");
  return {
    raw,
    shape,
    ...(read && { read }),
    size: fresh(group, "n"),
    index: fresh(group, "i"),
    tree: fieldTree(element, { ofElement: true }),
    columns: new Map(),
    before: [],
    body: [],
    tasks: new Map(),
    isWalked: false,
  };
}

/** The column of what each element has in a variable. */
export function columnOf(
  group: Group,
  pass: ListPass,
  variable: string,
  make: Column["make"],
): Column {
  const known = pass.columns.get(variable);
  if (known) return known;
  const column = { make, kept: fresh(group, "c"), code: fresh(group, "b") };
  pass.columns.set(variable, column);
  return column;
}

/** The statements of a pass. */
export function passing(pass: ListPass): readonly string[] {
  if (isShared(pass.read) && !isIdle(pass)) return passingRead(pass, pass.read);
  const { raw, size, index, tree } = pass;
  const columns = [...pass.columns];
  return [
    `let ${size} = -1;`,
    `if (isArray(${raw}) && ${raw}.length <= ${passMax}) ${size} = ${raw}.length;`,
    ...columns.flatMap(([, { make, kept, code }]) => [
      `if (${kept}.length < ${size}) ${kept} = ${make}(${size});`,
      `const ${code} = ${kept};`,
    ]),
    ...pass.before,
    ...(isIdle(pass)
      ? []
      : [
          `for (let ${index} = 0; ${index} < ${size}; ${index}++) {`,
          `const ${tree.code} = ${raw}[${index}];`,
          `if (!(${isObjectCode(tree.code)})) { ${size} = -1; break; }`,
          ...readingOf(tree),
          ...columns.map(([variable, { code }]) => `${code}[${index}] = ${variable};`),
          ...pass.body,
          "}",
        ]),
  ];
}

/** The statements of a pass over a list that was read before: columns stand ready. */
function passingRead(pass: ListPass, read: ReadList): readonly string[] {
  const { raw, size, index, tree, columns, body } = pass;
  const slots = [...tree.slots];
  const below = slots.flatMap(([, slot]) => (slot.tree ? readingBelow(slot.tree) : []));
  const inner = [...below, ...body];
  const isUsed = (variable: string): boolean => inner.some((line) => line.includes(variable));
  const held = slots.flatMap(([field, slot]) => [
    { variable: slot.raw, kept: () => keptColumn(read, field) },
    ...[...slot.decoded.values()].map(({ form, operand }) => ({
      variable: operand.code,
      kept: () => keptColumn(read, field, form),
    })),
  ]);
  return [
    `const ${size} = ${read.size};`,
    ...held.flatMap(({ variable, kept }) => {
      const column = columns.get(variable);
      return column ? [`const ${column.code} = ${kept()};`] : [];
    }),
    ...pass.before,
    ...(inner.length === 0
      ? []
      : [
          `for (let ${index} = 0; ${index} < ${size}; ${index}++) {`,
          ...(isUsed(tree.code) ? [`const ${tree.code} = ${raw}[${index}];`] : []),
          ...held.flatMap(({ variable, kept }) =>
            isUsed(variable) ? [`const ${variable} = ${kept()}[${index}];`] : [],
          ),
          ...inner,
          "}",
        ]),
  ];
}

const isIdle = (pass: ListPass): boolean =>
  !pass.isWalked && pass.body.length === 0 && pass.tree.slots.size === 0;

/** The declarations of a pass's buffers, beyond the function that fills them. */
export const keeping = (pass: ListPass): readonly string[] =>
  isShared(pass.read)
    ? []
    : [...pass.columns.values()].map(({ make, kept }) => `let ${kept} = ${make}(32);`);
