/** What a definition is made of: JSON, in which fields without a value are left out. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [field: string]: Json };

/** One state, as the Amazon States Language writes it. */
export interface State {
  readonly Type: "Task" | "Map" | "Choice" | "Fail";
  readonly [field: string]: Json;
}
