import type { ReferenceRows, Table } from "../subject.ts";
import type { Unjudged } from "./fault.ts";
import type { Frame } from "./frame.ts";
import type { FunctionContext } from "./function-row.ts";
import type { NodeOf, SetForm } from "./node.ts";
import type { Type } from "./types.ts";
import type { List, Value } from "./value.ts";

/** What an expression reaches beside the names in its frame. */
export interface World {
  readonly tables: Readonly<Record<string, Table>>;
  readonly rows: ReferenceRows;
  readonly functions: FunctionContext;
  /** Spends fuel; false when there is none left. */
  readonly charge: (steps: number) => boolean;
  readonly attested: (fact: string) => boolean | undefined;
  /** Lists of the record that were read already, as a type: reading is paid once a record. */
  readonly lists: WeakMap<object, { readonly of: Type; readonly list: List }>;
  /** Set rules: what a form gives for the record in the frame. */
  readonly set?: (form: SetForm, frame: Frame | undefined) => Value | Unjudged;
  /** Run rules: aggregates, history (of a group), violations of other rules. */
  readonly run?: (
    node: NodeOf<"aggregate"> | NodeOf<"history"> | NodeOf<"violations">,
    group?: string,
  ) => Value | Unjudged;
}
