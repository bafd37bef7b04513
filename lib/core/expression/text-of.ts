import type { Node } from "./node.ts";

/**
 * The expression as a person reads it: close to what the rule's author wrote, lists of a field
 * shortened to a path (`sum(record.lines.net_amount)`).
 */
export function textOf(node: Node): string {
  switch (node.op) {
    case "const":
      return constantText(node);
    case "name":
      return node.name;
    case "select":
      return `${wrapped(node.of)}.${node.field}`;
    case "has":
      return `has(${wrapped(node.of)}.${node.field})`;
    case "at":
      return `${wrapped(node.of)}[${textOf(node.index)}]`;
    case "entry":
      return `${wrapped(node.of)}[${textOf(node.key)}]`;
    case "and":
      return `${joined(node.left)} && ${joined(node.right)}`;
    case "or":
      return `(${joined(node.left)} || ${joined(node.right)})`;
    case "not":
      return `!${wrapped(node.of)}`;
    case "if":
      return `(${textOf(node.test)} ? ${textOf(node.then)} : ${textOf(node.else)})`;
    case "compare":
      return `${wrapped(node.left)} ${node.how} ${wrapped(node.right)}`;
    case "in":
      return `${wrapped(node.item)} in ${wrapped(node.list)}`;
    case "arith":
      return `${wrapped(node.left)} ${node.how} ${wrapped(node.right)}`;
    case "negate":
      return `-${wrapped(node.of)}`;
    case "widen":
      return textOf(node.of);
    case "loop":
      return loopText(node);
    case "call":
      return `${node.fn.split(".")[0]}(${node.args.map(textOf).join(", ")})`;
    case "list":
      return `[${node.items.map(textOf).join(", ")}]`;
    case "map":
      return `{${node.entries.map(([k, v]) => `${textOf(k)}: ${textOf(v)}`).join(", ")}}`;
    case "optional":
      return textOf(node.of);
    case "orElse":
      return `${wrapped(node.of)} or else ${wrapped(node.other, "orElse")}`;
    case "hasValue":
      return `${wrapped(node.of)} is there`;
    case "blank":
      return `blank(${textOf(node.of)})`;
    case "lookup":
    case "rows":
      return `${node.table}[${keyText(node.key)}]`;
    case "attested":
      return `attested("${node.fact}")`;
    case "set":
      if (node.form === "joined") return `${node.of}[${keyText(node.by)}]`;
      return `${node.form}(${textOf(node.by)})`;
    case "aggregate":
      return `records.${node.id}`;
    case "history":
      return historyText(node);
    case "violations":
      return node.what === "rules"
        ? "violations.rules()"
        : `violations.${node.what}("${node.rule}")`;
  }
}

function historyText({ name, key }: Extract<Node, { op: "history" }>): string {
  if (name === undefined) return "history.runs()";
  return key ? `history.${name}[${textOf(key)}]` : `history.${name}`;
}

/** What a table is asked for; a key of several parts stands as its parts. */
const keyText = (key: Node): string =>
  key.op === "call" && key.fn === "key" ? key.args.map(textOf).join(", ") : textOf(key);

const looseOps: ReadonlySet<Node["op"]> = new Set(["and", "compare", "arith", "in", "orElse"]);

/** As an operand: in brackets where it would be read with what stands beside it. */
function wrapped(node: Node, unless?: Node["op"]): string {
  if (node.op === "optional" || node.op === "widen") return wrapped(node.of, unless);
  return node.op !== unless && looseOps.has(node.op) ? `(${textOf(node)})` : textOf(node);
}

/** As a condition among others: what comes before `&&` and `||` needs no brackets. */
const joined = (node: Node): string => (node.op === "orElse" ? wrapped(node) : textOf(node));

function constantText(node: Extract<Node, { op: "const" }>): string {
  return node.type.kind === "string" ? JSON.stringify(node.value) : String(node.value);
}

function loopText(node: Extract<Node, { op: "loop" }>): string {
  const path = node.macro === "map" && !node.where ? pathIn(node.body, node.name) : undefined;
  if (path) return `${wrapped(node.list)}.${path}`;
  const parts = node.where ? [textOf(node.where), textOf(node.body)] : [textOf(node.body)];
  return `${wrapped(node.list)}.${node.macro}(${[node.name, ...parts].join(", ")})`;
}

/** The path from a loop variable, such as `net_amount` for `l.net_amount`. */
function pathIn(node: Node, name: string): string | undefined {
  if (node.op !== "select") return undefined;
  if (node.of.op === "name") return node.of.name === name ? node.field : undefined;
  const outer = pathIn(node.of, name);
  return outer && `${outer}.${node.field}`;
}
