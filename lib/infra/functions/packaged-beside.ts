import { Stage as Assembly, Stack } from "aws-cdk-lib";
import type { ICommandHooks } from "aws-cdk-lib/aws-lambda-nodejs";
import type { Construct, IConstruct } from "constructs";

export interface Beside {
  readonly holdsPlans?: boolean;
  readonly holdsDocs?: boolean;
}

/** Syntheses whose plans are packed: by the first function that is bundled, for all that follow. */
const packedFor = new WeakSet<IConstruct>();

/**
 * What lies beside the code: every gate's compiled rules, so that no function parses YAML when it
 * starts, and the files of the page that renders the API's description.
 */
export function packagedBeside(scope: Construct, { holdsPlans, holdsDocs }: Beside): ICommandHooks {
  const isFirst = holdsPlans === true && packsFirst(scope);
  const packed = `${Assembly.of(scope)?.outdir}/plans`;
  return {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (from, to) => [
      ...(isFirst ? packing(from, packed) : []),
      ...(holdsPlans ? [`cp -R "${packed}" "${to}/plans"`] : []),
      ...(holdsDocs ? [`node "${from}/bin/package-docs.ts" "${to}/docs"`] : []),
    ],
  };
}

/** Functions are bundled when they are made, as far as their stack is. */
function packsFirst(scope: Construct): boolean {
  if (!Stack.of(scope).bundlingRequired || packedFor.has(scope.node.root)) return false;
  packedFor.add(scope.node.root);
  return true;
}

/** What an earlier synthesis left is taken away: its rules may be others. */
const packing = (from: string, packed: string): readonly string[] => [
  `rm -rf "${packed}"`,
  `node "${from}/bin/package-plans.ts" "${from}/gates" "${from}/rulesets" "${packed}"`,
];
