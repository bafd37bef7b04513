import { Stack } from "aws-cdk-lib";
import { CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import type { Construct } from "constructs";
import { nameIn } from "../names.ts";
import type { StageStackProps } from "./data-stack.ts";

/** The firewall before CloudFront, which AWS has in us-east-1 only. */
export class EdgeStack extends Stack {
  readonly webAclArn: string;

  constructor(scope: Construct, id: string, { stage, ...props }: StageStackProps) {
    super(scope, id, props);
    const acl = new CfnWebACL(this, "Firewall", {
      name: nameIn(stage, "people"),
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      visibilityConfig: seenAs("people"),
      rules: [
        {
          name: "one-address-too-often",
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: "IP",
              limit: stage.addressRate,
              evaluationWindowSec: 300,
            },
          },
          visibilityConfig: seenAs("one-address-too-often"),
        },
        managed(1, "AWSManagedRulesAmazonIpReputationList"),
        managed(2, "AWSManagedRulesKnownBadInputsRuleSet"),
        managed(3, "AWSManagedRulesCommonRuleSet", bodiesOnlyCounted),
      ],
    });
    this.webAclArn = acl.attrArn;
  }
}

/**
 * Submissions are up to 4 MB and hold whatever companies tell their customers: addresses of pages, HTML.
 * Rules that refuse bodies for that, or for being larger than 8 KB, count and refuse nothing.
 */
const bodiesOnlyCounted = [
  "SizeRestrictions_BODY",
  "CrossSiteScripting_BODY",
  "GenericLFI_BODY",
  "GenericRFI_BODY",
  "EC2MetaDataSSRF_BODY",
];

const managed = (
  priority: number,
  name: string,
  counted: readonly string[] = [],
): CfnWebACL.RuleProperty => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: "AWS",
      name,
      ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  visibilityConfig: seenAs(name),
});

/** Counted, and never sampled: samples would hold people's tokens. */
const seenAs = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: false,
});
