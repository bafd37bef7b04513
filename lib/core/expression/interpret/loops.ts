import { type Fault, isFault, isUnjudged, type Unjudged, worse } from "../fault.ts";
import { bind, type Frame } from "../frame.ts";
import { evaluate, exhausted, strict } from "../interpret.ts";
import type { NodeOf } from "../node.ts";
import type { List, Value } from "../value.ts";
import type { World } from "../world.ts";

type Loop = NodeOf<"loop">;
type Bodies = (node: Loop["body"], item: Value | Unjudged) => Value | Unjudged;

/** The macros over lists. Each round costs a step, all charged at the start. */
export function evaluateLoop(node: Loop, frame: Frame | undefined, world: World): Value | Unjudged {
  return strict(evaluate(node.list, frame, world), (value) => {
    const list = value as List;
    if (!world.charge(list.length)) return exhausted();
    const body: Bodies = (inner, item) => evaluate(inner, bind(frame, node.name, item), world);
    switch (node.macro) {
      case "all":
        return quantify(node, list, false, body);
      case "exists":
        return quantify(node, list, true, body);
      case "exists_one":
        return existsOne(node, list, body);
      case "filter":
        return filter(node.body, list, body, (item) => item);
      case "map":
        if (node.where) return filter(node.where, list, body, (item) => body(node.body, item));
        return mapped(node, list, body);
    }
  });
}

/** A rule without fuel ends at once: nothing absorbs that, or its loops would still go round. */
const isExhausted = (value: Value | Unjudged): value is Fault =>
  isFault(value) && value.code === "budget";

function mapped(node: Loop, list: List, body: Bodies): List | Unjudged {
  const made: (Value | Unjudged)[] = [];
  for (const item of list) {
    const value = body(node.body, item);
    if (isExhausted(value)) return value;
    made.push(value);
  }
  return made;
}

/** `all` ends at the first false, `exists` at the first true; what is unjudged may be absorbed. */
function quantify(node: Loop, list: List, decisive: boolean, body: Bodies): boolean | Unjudged {
  let open: Unjudged | undefined;
  for (const item of list) {
    const holds = body(node.body, item);
    if (holds === decisive) return decisive;
    if (isExhausted(holds)) return holds;
    if (isUnjudged(holds)) open = open ? worse(open, holds) : holds;
  }
  return open ?? !decisive;
}

function existsOne(node: Loop, list: List, body: Bodies): boolean | Unjudged {
  let count = 0;
  let open: Unjudged | undefined;
  for (const item of list) {
    const holds = body(node.body, item);
    if (isExhausted(holds)) return holds;
    if (isUnjudged(holds)) open = open ? worse(open, holds) : holds;
    else if (holds) count++;
  }
  return count > 1 ? false : (open ?? count === 1);
}

/** Which elements there are must be known of each, so one unjudged condition decides the whole. */
function filter(
  where: Loop["body"],
  list: List,
  body: Bodies,
  made: (item: Value | Unjudged) => Value | Unjudged,
): List | Unjudged {
  const kept: (Value | Unjudged)[] = [];
  let open: Unjudged | undefined;
  for (const item of list) {
    const holds = body(where, item);
    if (isExhausted(holds)) return holds;
    if (isUnjudged(holds)) open = open ? worse(open, holds) : holds;
    else if (holds) kept.push(made(item));
  }
  return open ?? kept;
}
