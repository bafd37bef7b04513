import { Stage as Assembly } from "aws-cdk-lib";
import type { ICommandHooks } from "aws-cdk-lib/aws-lambda-nodejs";
import type { Construct } from "constructs";

/** Where the plans of this synthesis lie, by its folder: they are packed once, then copied. */
const packedIn = new Set<string>();

/**
 * What lies beside the code: every gate's compiled rules, so that no function parses YAML when it
 * starts, and the files of the page that renders the API's description.
 */
export const packagedBeside = (
  scope: Construct,
  { holdsPlans, holdsDocs }: { readonly holdsPlans?: boolean; readonly holdsDocs?: boolean },
): ICommandHooks => ({
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (from, to) => [
    ...(holdsPlans ? plans(`${Assembly.of(scope)?.outdir}/plans`, from, to) : []),
    ...(holdsDocs ? [`node "${from}/bin/package-docs.ts" "${to}/docs"`] : []),
  ],
});

function plans(packed: string, from: string, to: string): string[] {
  const pack = [
    `rm -rf "${packed}"`,
    `node "${from}/bin/package-plans.ts" "${from}/gates" "${from}/rulesets" "${packed}"`,
  ];
  const commands = packedIn.has(packed) ? [] : pack;
  packedIn.add(packed);
  return [...commands, `cp -R "${packed}" "${to}/plans"`];
}
