import type { Node } from "../node.ts";
import type { FieldTree } from "./fields.ts";
import type { Operand } from "./operand.ts";
import type { ListPass } from "./pass.ts";

/** Names and what they stand for in generated code, innermost first. */
export interface Names {
  readonly name: string;
  readonly binding: Binding;
  readonly parent: Names | undefined;
}

export type Binding =
  | Holder
  /** A JSON value in a variable, to be read as its type says. */
  | { readonly is: "raw"; readonly code: string }
  /** A value; `free` when it is the same wherever in the group it stands. */
  | { readonly is: "operand"; readonly operand: Operand; readonly free: boolean }
  /** A `let`, worked out where it is needed, with the names that it saw. */
  | { readonly is: "let"; readonly node: Node; readonly names: Names | undefined };

/** A record in generated code. */
export type Holder =
  /** One whose fields are read ahead. */
  | { readonly is: "fields"; readonly tree: FieldTree }
  /** One element of a list that was passed over: its fields lie in columns. */
  | {
      readonly is: "row";
      readonly pass: ListPass;
      readonly index: string;
      /** The variable that holds the object. */
      readonly code: string;
      readonly head: Head;
    }
  /** An object in a variable; `head` where it is the element of a loop. */
  | { readonly is: "object"; readonly code: string; readonly head?: Head };

/** What is read of an element where a loop's body begins, so that no loop within reads it again. */
export interface Head {
  readonly lines: string[];
  /** The variables that hold what was read, by what that is. */
  readonly read: Map<string, Operand>;
}

export const newHead = (): Head => ({ lines: [], read: new Map() });

export const bind = (parent: Names | undefined, name: string, binding: Binding): Names => ({
  name,
  binding,
  parent,
});

export function find(names: Names | undefined, name: string): Binding | undefined {
  for (let at = names; at; at = at.parent) if (at.name === name) return at.binding;
  return undefined;
}
