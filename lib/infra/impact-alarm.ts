import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

export interface ImpactAlarmProps
  extends Omit<
    AlarmProps,
    "alarmDescription" | "actionsEnabled" | "treatMissingData" | "comparisonOperator"
  > {
  /** Who is hurt and how, told to the person whom the alarm wakes. */
  readonly impact: string;
  /** Where alarms go. */
  readonly topic: ITopic;
  /** Whether it is too little that hurts, and silence with it. */
  readonly isBelow?: true;
}

/**
 * An alarm that says who is hurt and where to read on: the heading of its id, under "Alarms" in
 * `docs/RUNBOOK.md`. It tells when it is over, too.
 */
export class ImpactAlarm extends Alarm {
  constructor(
    scope: Construct,
    id: string,
    { impact, topic, isBelow, ...props }: ImpactAlarmProps,
  ) {
    super(scope, id, {
      ...props,
      alarmDescription: `${impact} See docs/RUNBOOK.md#${id.toLowerCase()}`,
      ...(isBelow
        ? {
            comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
            treatMissingData: TreatMissingData.BREACHING,
          }
        : { treatMissingData: TreatMissingData.NOT_BREACHING }),
    });
    this.addAlarmAction(new SnsAction(topic));
    this.addOkAction(new SnsAction(topic));
  }
}
