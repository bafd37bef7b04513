import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMap, isSeq, parseDocument, type YAMLMap } from "yaml";

const shipped = fileURLToPath(new URL("../../rulesets/order/", import.meta.url));

/**
 * Writes a gate `bench` into a folder whose rule set has so many record rules: those of the shipped
 * order pack, over and over under new ids. Returns how many it wrote.
 */
export function writeManyRules(folder: string, count: number): number {
  const rules = recordRules();
  const into = join(folder, "rulesets", "bench");
  mkdirSync(into, { recursive: true });
  mkdirSync(join(folder, "gates"), { recursive: true });
  writeFileSync(join(folder, "gates", "bench.yaml"), gate);
  writeFileSync(join(into, "ruleset.yaml"), header);
  const copies = Array.from({ length: count }, (_, index) => {
    const copy = rules[index % rules.length]!.clone() as YAMLMap;
    copy.set("id", `ORD-${100 + index}`);
    return copy;
  });
  const document = parseDocument("[]");
  Object.assign(document.contents as unknown as object, { items: copies, flow: false });
  writeFileSync(join(into, "rules.yaml"), document.toString({ lineWidth: 0 }));
  return copies.length;
}

/** The rules of the shipped pack that judge one record, without their cases. */
function recordRules(): readonly YAMLMap[] {
  const files = readdirSync(shipped).filter((name) => name.endsWith(".yaml"));
  return files.toSorted().flatMap((name) => {
    const { contents } = parseDocument(readFileSync(join(shipped, name), "utf8"));
    if (!isSeq(contents)) return [];
    const rules = contents.items.filter(isMap) as unknown as readonly YAMLMap[];
    for (const rule of rules) rule.delete("cases");
    return rules.filter((rule) => (rule.get("scope") ?? "record") === "record");
  });
}

const gate = `name: bench
subject: order
ruleset: bench
zone: Europe/Tallinn
stage: intake
policy:
  release: split
`;

const header = `name: bench
subject: order
languages: [en, et, ro, nb]
`;
