import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AnyPrincipal, Effect, type IRole } from "aws-cdk-lib/aws-iam";
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
import { environment } from "../../environment.ts";
import { letStand, letStandResource } from "../checks.ts";
import { allow, type Right, statementOf } from "../functions/allow.ts";
import type { GateFunction } from "../functions/gate-function.ts";
import { bucketNameOf, roleArnOf } from "../names.ts";
import type { Stage } from "../stage.ts";
import { archiveRights, type ObjectRights, objectRights } from "./object-rights.ts";

export interface GateBucketsProps {
  readonly stage: Stage;
  readonly key: IKey;
}

/** Where what is large lies: payloads, reports and runs; copies of entries and seals, locked; who asked. */
export class GateBuckets extends Construct {
  /** `dossiers/`, `restore/`, `runs/`, and `work/`, of which nothing is kept for long. */
  readonly objects: IBucket;
  /** Entries and seals: nobody changes or deletes them before their time is over. */
  readonly archive: IBucket;
  /** Who read and wrote the others, and whom CloudFront answered. */
  readonly accessLogs: IBucket;

  readonly #key: IKey;
  readonly #stage: Stage;

  constructor(scope: Construct, id: string, { stage, key }: GateBucketsProps) {
    super(scope, id);
    this.#key = key;
    this.#stage = stage;
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
      bucketName: bucketNameOf(this, stage, "objects"),
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
      bucketName: bucketNameOf(this, stage, "archive"),
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
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, // a locked object cannot be deleted with its bucket
    }) as IBucket;
    for (const right of archiveDenials(this, stage, this.archive)) {
      const statement = statementOf(right, Effect.DENY);
      statement.addPrincipals(new AnyPrincipal());
      this.archive.addToResourcePolicy(statement);
    }
  }

  /** Lets a function do with payloads, reports and runs what `objectRights` says, and tells it where. */
  grantObjects(lambda: GateFunction): void {
    lambda.addEnvironment(environment.objectsBucket, this.#nameOf("objects"));
    this.#grant(lambda.ownRole, "objects", objectRights[lambda.folder]);
  }

  /** As above, of what was archived. */
  grantArchive(lambda: GateFunction): void {
    lambda.addEnvironment(environment.archiveBucket, this.#nameOf("archive"));
    this.#grant(lambda.ownRole, "archive", archiveRights[lambda.folder]);
  }

  /** Lets the state machine read the lists of tasks that its functions leave. */
  grantTasks(role: IRole): void {
    this.#grant(role, "objects", objectRights["run-machine"]);
  }

  /** The name of the bucket of objects, for those who need no more. */
  get objectsName(): string {
    return this.#nameOf("objects");
  }

  #nameOf(part: "objects" | "archive"): string {
    return bucketNameOf(this, this.#stage, part);
  }

  #grant(role: IRole, part: "objects" | "archive", rights: ObjectRights = {}): void {
    const { read = [], write = [], remove = [] } = rights;
    const bucket = `arn:${Stack.of(this).partition}:s3:::${this.#nameOf(part)}`;
    const right = (why: string, actions: readonly string[], names: readonly string[]) => {
      const resources = names.map((name) => `${bucket}/${name}`);
      for (const resource of resources)
        letStandResource(
          role,
          resource,
          "Of these objects it may have any: their names are made later.",
        );
      if (names.length > 0) allow(role, { why, actions, resources });
    };
    right(`reads ${part}`, ["s3:GetObject"], read);
    allow(role, {
      why: `tells what is not there from what it may not read in ${part}`,
      actions: ["s3:ListBucket"],
      resources: [bucket],
    });
    right(`writes ${part}`, writing, write);
    right(`removes ${part}`, ["s3:DeleteObject"], remove);
    allow(role, {
      why: "has what lies in buckets encrypted and decrypted for it",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [this.#key.keyArn],
      conditions: {
        StringEquals: { "kms:ViaService": `s3.${Stack.of(this).region}.amazonaws.com` },
      },
    });
  }

  #encryptedBy(key: IKey): BucketProps {
    return { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true };
  }
}

/** Large objects are written in pieces, and those of what was broken off are taken back. */
const writing = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];

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
    { id: "restore", prefix: "restore/", ...gone },
    { id: "runs", prefix: "runs/", ...gone },
    {
      id: "work",
      prefix: "work/",
      // As long as a run may be taken up again (`runLimits`), and an attempt may take, and a day.
      expiration: Duration.days(9),
      noncurrentVersionExpiration: Duration.days(1),
    },
  ];
};

const removalOf = ({ keepsData }: Stage): RemovalPolicy =>
  keepsData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

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
