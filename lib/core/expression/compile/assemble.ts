import { isObjectCode, readingOf } from "./fields.ts";
import type { Group } from "./group.ts";
import { textLiteral } from "./literal.ts";
import { keeping, passing } from "./pass.ts";

/** The function of a group: reads what its rules need, then judges each. */
export function groupFunction(
  name: string,
  params: string,
  group: Group,
  rules: readonly string[],
): string {
  const { record, run, submission, passes } = group;
  const uses = (word: string): boolean => all.some((line) => line.includes(word));
  const reads = [...readingOf(record), ...headerReading(run), ...headerReading(submission)];
  const all = [...passes.flatMap(passing), ...rules];
  return [
    ...passes.flatMap(keeping),
    `function ${name}(${params}) {`,
    ...(uses("fuel") ? ["const fuel = context.fuel ?? fuelDefault;"] : []),
    ...(uses("lacks[") ? ["const lacks = context.lacks ?? [];"] : []),
    ...(uses("businessAt") ? ["const businessAt = now(context.businessAt);"] : []),
    ...[...group.loaded].map(
      ([table, code]) => `const ${code} = isLoaded(context, ${textLiteral(table)});`,
    ),
    ...reads,
    ...all,
    "}",
  ].join("\n");
}

/** A header may be absent: then nothing can be read of it. */
function headerReading(tree: Group["run"]): readonly string[] {
  if (tree.slots.size === 0) return [];
  return [
    `const ${tree.code} = context.${tree.code};`,
    `const ${tree.present} = ${isObjectCode(tree.code)};`,
    ...readingOf(tree),
  ];
}
