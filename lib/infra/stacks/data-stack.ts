import { CfnOutput, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { GateBuckets } from "../data/gate-buckets.ts";
import { GateTable } from "../data/gate-table.ts";
import { SigningKeys } from "../data/signing-keys.ts";
import { nameIn } from "../names.ts";
import type { Stage } from "../stage.ts";

export interface StageStackProps extends StackProps {
  readonly stage: Stage;
}

/** What outlives every deployment: table, buckets, keys, and the topic to which people subscribed. */
export class DataStack extends Stack {
  readonly key: Key;
  readonly table: GateTable;
  readonly buckets: GateBuckets;
  readonly signingKeys: SigningKeys;
  readonly alarms: Topic;

  constructor(scope: Construct, id: string, { stage, ...props }: StageStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.keepsData });
    this.key = new Key(this, "Key", {
      alias: nameIn(stage, "data"),
      description: "Encrypts what the gate keeps and sends",
      enableKeyRotation: true,
      removalPolicy: stage.keepsData
        ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
        : RemovalPolicy.DESTROY,
    });
    this.table = new GateTable(this, "Data", { stage, key: this.key });
    this.buckets = new GateBuckets(this, "Buckets", { stage, key: this.key });
    this.signingKeys = new SigningKeys(this, "Signing", stage);
    this.alarms = alarmTopic(this, this.key, stage);
    new CfnOutput(this, "TableName", { value: this.table.table.tableName });
    new CfnOutput(this, "ObjectsBucket", { value: this.buckets.objects.bucketName });
    new CfnOutput(this, "ArchiveBucket", { value: this.buckets.archive.bucketName });
    new CfnOutput(this, "Settings", {
      value: JSON.stringify(stage.said),
      description: "What was said to this deployment: the next one takes it over",
    });
    new CfnOutput(this, "AlarmTopic", { value: this.alarms.topicArn });
  }
}

/** Where alarms go; people subscribe to it. */
function alarmTopic(scope: Construct, key: Key, stage: Stage): Topic {
  const topic = new Topic(scope, "Alarms", {
    topicName: nameIn(stage, "alarms"),
    masterKey: key,
    enforceSSL: true,
  });
  key.grant(new ServicePrincipal("cloudwatch.amazonaws.com"), "kms:Decrypt", "kms:GenerateDataKey");
  return topic;
}
