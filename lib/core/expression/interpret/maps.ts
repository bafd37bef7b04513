import { fault, isUnjudged, missing, type Unjudged, worse } from "../fault.ts";
import type { Frame } from "../frame.ts";
import { both, evaluate } from "../interpret.ts";
import type { NodeOf } from "../node.ts";
import { textOf } from "../text-of.ts";
import type { List, Value } from "../value.ts";
import type { World } from "../world.ts";

/** A map that is written out; a key that stands twice is a fault. */
export function evaluateMap(
  node: NodeOf<"map">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const map = new Map<string, Value>();
  let open: Unjudged | undefined;
  for (const [keyNode, valueNode] of node.entries) {
    const key = evaluate(keyNode, frame, world);
    const value = evaluate(valueNode, frame, world);
    for (const part of [key, value]) if (isUnjudged(part)) open = open ? worse(open, part) : part;
    if (isUnjudged(key) || isUnjudged(value)) continue;
    if (map.has(key as string)) return fault("invalid_argument", `the key '${key}' twice`);
    map.set(key as string, value);
  }
  return open ?? map;
}

/** Beyond the end, or under no key, there is nothing: absence, not a fault. */
export function evaluateIndex(
  node: NodeOf<"at"> | NodeOf<"entry">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const place = node.op === "at" ? node.index : node.key;
  return both(node.of, place, frame, world, (of, at) => {
    if (node.op === "entry")
      return (of as ReadonlyMap<string, Value>).get(at as string) ?? missing(textOf(node));
    const index = at as bigint;
    if (index < 0n) return fault("out_of_range", `${textOf(node)}: an index counts from 0`);
    return (of as List)[Number(index)] ?? missing(textOf(node));
  });
}
