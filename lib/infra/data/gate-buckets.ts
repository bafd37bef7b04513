import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { AnyPrincipal, Effect } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { letStand } from "../checks.ts";
import { type Right, statementOf } from "../functions/allow.ts";
import { roleArnOf } from "../names.ts";
import type { Stage } from "../stage.ts";

export interface GateBucketsProps {
  readonly stage: Stage;
  readonly key: IKey;
}

/** Where what is large lies: payloads, reports and runs; copies of entries and seals, locked; who asked. */
export class GateBuckets extends Construct {
  /** `dossiers/`, `runs/` and `work/`: the steps of runs leave theirs there for some days. */
  readonly objects: IBucket;
  /** `archive/` and `seals/`: nobody changes or deletes what is in it before its time is over. */
  readonly archive: IBucket;
  /** Who read and wrote the others, and whom CloudFront answered. */
  readonly accessLogs: IBucket;

  constructor(scope: Construct, id: string, { stage, key }: GateBucketsProps) {
    super(scope, id);
    this.accessLogs = new Bucket(this, "AccessLogs", {
      ...closed,
      encryption: BucketEncryption.S3_MANAGED, // log delivery takes no other
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED, // CloudFront writes as itself
      lifecycleRules: [{ id: "logs", expiration: Duration.days(90), ...brokenOff }],
      removalPolicy: removalOf(stage),
    }) as IBucket;
    letStand(
      this.accessLogs,
      "AwsSolutions-S1",
      "It is itself where access is logged: a log of its log would have no end.",
    );
    this.objects = new Bucket(this, "Objects", {
      ...closed,
      ...this.#encryptedBy(key),
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: "objects/",
      versioned: true, // what a mistake deletes is there for thirty days
      lifecycleRules: objectLifecycle(stage.retentionDays),
      removalPolicy: removalOf(stage),
    }) as IBucket;
    const days = Duration.days(stage.retentionDays);
    this.archive = new Bucket(this, "Archive", {
      ...closed,
      ...this.#encryptedBy(key),
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: "archive/",
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: stage.keepsData
        ? ObjectLockRetention.compliance(days)
        : ObjectLockRetention.governance(days),
      lifecycleRules: [{ id: "uploads", ...brokenOff }],
      removalPolicy: RemovalPolicy.RETAIN, // a locked object cannot be deleted with its bucket
    }) as IBucket;
    for (const right of archiveDenials(this, stage, this.archive)) {
      const statement = statementOf(right, Effect.DENY);
      statement.addPrincipals(new AnyPrincipal());
      this.archive.addToResourcePolicy(statement);
    }
  }

  #encryptedBy(key: IKey): BucketProps {
    return { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true };
  }
}

const closed: BucketProps = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
};

/** Pieces of uploads that were never completed cost as much as others, and nobody sees them. */
const brokenOff = { abortIncompleteMultipartUploadAfter: Duration.days(3) };

const objectLifecycle = (retentionDays: number): LifecycleRule[] => {
  const gone = {
    noncurrentVersionExpiration: Duration.days(30),
    expiration: Duration.days(retentionDays),
  };
  return [
    { id: "uploads", ...brokenOff },
    { id: "dossiers", prefix: "dossiers/", ...gone },
    { id: "runs", prefix: "runs/", ...gone },
    {
      id: "work",
      prefix: "work/",
      expiration: Duration.days(7),
      noncurrentVersionExpiration: Duration.days(1),
    },
  ];
};

const removalOf = ({ keepsData }: Stage): RemovalPolicy =>
  keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

/** By whatever principal: what a policy of her own allows does not help her. */
function archiveDenials(scope: Construct, stage: Stage, bucket: IBucket): readonly Right[] {
  const writers = (["archive", "seal"] as const).map((part) => roleArnOf(scope, stage, part));
  return [
    {
      why: "nobody deletes unlocks or shortens what was archived",
      actions: [
        "s3:BypassGovernanceRetention",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:PutObjectLegalHold",
        "s3:PutObjectRetention",
      ],
      resources: [bucket.arnForObjects("*")],
    },
    {
      why: "only archive and seal write",
      actions: ["s3:PutObject"],
      resources: [bucket.arnForObjects("*")],
      conditions: { ArnNotEquals: { "aws:PrincipalArn": writers } },
    },
  ];
}
