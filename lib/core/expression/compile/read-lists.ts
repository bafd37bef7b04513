import { decoding, type Form, formName } from "./decoding.ts";
import { isObjectCode } from "./fields.ts";
import { textLiteral } from "./literal.ts";

/** Elements of a list that is passed over; longer ones go to the interpreter. */
export const passMax = 65_536;

/**
 * The lists of a record that functions pass over, by their fields: what several functions ask of an
 * element is read and decoded once for all of them, by a function that is called before.
 */
export interface ReadLists {
  /** The function that reads them. */
  readonly name: string;
  readonly lists: Map<string, ReadList>;
  /** A name for a variable beyond all functions. */
  readonly variable: () => string;
}

/** One of them. */
export interface ReadList {
  /** The variable that holds the number of elements; −1 when it is no list of objects. */
  readonly size: string;
  readonly columns: Map<string, ReadColumn>;
  readonly variable: () => string;
  /** How many functions pass over it: one alone reads by itself. */
  passes: number;
}

interface ReadColumn {
  readonly field: string;
  /** How the field becomes a number; absent where the column holds its raw values. */
  readonly form?: Form;
  /** The variable that keeps the buffer. */
  readonly kept: string;
}

/** `place`: tells these lists from those of other records. */
export function readLists(place: number): ReadLists {
  let variables = 0;
  const variable = (): string => `l${place}_${++variables}`;
  return { name: `a${place}`, lists: new Map(), variable };
}

/** The list for one more function that passes over it. */
export function readList({ lists, variable }: ReadLists, field: string): ReadList {
  const list = lists.get(field) ?? { size: variable(), columns: new Map(), variable, passes: 0 };
  lists.set(field, list);
  list.passes += 1;
  return list;
}

/** Whether a list is read for several functions, as far as they are known. */
export const isShared = (list: ReadList | undefined): list is ReadList =>
  list !== undefined && list.passes > 1;

/** Whether some list is. */
export const sharesLists = ({ lists }: ReadLists): boolean => [...lists.values()].some(isShared);

/** The variable that keeps what each element has in a field, raw or as a number. */
export function keptColumn({ columns, variable }: ReadList, field: string, form?: Form): string {
  const name = form ? `${formName(form)} of ${field}` : `raw ${field}`;
  const known = columns.get(name);
  if (known) return known.kept;
  const kept = variable();
  columns.set(name, { field, kept, ...(form && { form }) });
  return kept;
}

/** The function that reads the lists, and the variables that it fills: nothing where there is none. */
export function readingLists({ name, lists }: ReadLists): readonly string[] {
  const shared = [...lists].filter(([, list]) => isShared(list));
  if (shared.length === 0) return [];
  return [
    ...shared.flatMap(([, { size, columns }]) => [
      `let ${size} = -1;`,
      ...[...columns.values()].map((column) => `let ${column.kept} = ${makeOf(column)}(32);`),
    ]),
    `function ${name}(record) {`,
    ...shared.flatMap(([field, list], place) => readingList(field, list, place)),
    "}",
  ];
}

const makeOf = ({ form }: ReadColumn): string => (form ? "column" : "rawColumn");

function readingList(field: string, { size, columns }: ReadList, place: number): readonly string[] {
  const [list, element] = [`f${place}`, `e${place}`];
  const kept = [...columns.values()];
  const fields = new Map([...new Set(kept.map((column) => column.field))].map(rawVariable));
  return [
    `${size} = -1;`,
    `const ${list} = record[${textLiteral(field)}];`,
    `if (isArray(${list}) && ${list}.length <= ${passMax}) {`,
    `${size} = ${list}.length;`,
    ...kept.map(
      (column) =>
        `if (${column.kept}.length < ${size}) ${column.kept} = ${makeOf(column)}(${size});`,
    ),
    `for (let i1 = 0; i1 < ${size}; i1++) {`,
    `const ${element} = ${list}[i1];`,
    `if (!(${isObjectCode(element)})) { ${size} = -1; break; }`,
    ...[...fields].map(([one, raw]) => `const ${raw} = ${element}[${textLiteral(one)}];`),
    ...kept.flatMap((column) => readingColumn(column, fields.get(column.field) as string)),
    "}",
    "}",
  ];
}

const rawVariable = (field: string, index: number) => [field, `v${index}`] as const;

function readingColumn({ form, kept }: ReadColumn, raw: string): readonly string[] {
  if (!form) return [`${kept}[i1] = ${raw};`];
  const number = `d${kept.slice(1)}`;
  return [`let ${number} = NaN;`, ...decoding(form, raw, number), `${kept}[i1] = ${number};`];
}
