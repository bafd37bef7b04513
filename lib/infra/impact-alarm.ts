import { Alarm, type AlarmProps, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

export interface ImpactAlarmProps
  extends Omit<AlarmProps, "alarmDescription" | "actionsEnabled" | "treatMissingData"> {
  /** Who is hurt and how, told to the person whom the alarm wakes. */
  readonly impact: string;
  /** Where alarms go. */
  readonly topic: ITopic;
}

/**
 * An alarm that says who is hurt and where to read on: the heading of its id, under "Alarms" in
 * `docs/RUNBOOK.md`. It tells when it is over, too.
 */
export class ImpactAlarm extends Alarm {
  constructor(scope: Construct, id: string, { impact, topic, ...props }: ImpactAlarmProps) {
    super(scope, id, {
      ...props,
      alarmDescription: `${impact} See docs/RUNBOOK.md#${id.toLowerCase()}`,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.addAlarmAction(new SnsAction(topic));
    this.addOkAction(new SnsAction(topic));
  }
}
