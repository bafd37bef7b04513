/** A limit of AWS as it is documented. Some can be raised; what binds first is told by them. */
export interface Quota {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly canBeRaised: boolean;
  readonly source: string;
}

/** Defaults of an account, by AWS's own pages as of 2026-11. */
export const quotas = {
  lambdaConcurrency: {
    what: "Lambda: executions at the same time, all functions of a region",
    value: 1_000,
    unit: "executions",
    canBeRaised: true,
    source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html",
  },
  lambdaGrowth: {
    what: "Lambda: new environments of one function within ten seconds",
    value: 1_000,
    unit: "environments",
    canBeRaised: false,
    source: "https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html",
  },
  apiRequests: {
    what: "API Gateway: requests a second, all APIs of a region",
    value: 10_000,
    unit: "requests/s",
    canBeRaised: true,
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
  },
  tableWritesFresh: {
    what: "DynamoDB: write units a second that a new on-demand table takes at once",
    value: 4_000,
    unit: "write units/s",
    canBeRaised: true,
    source:
      "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html",
  },
  tableWrites: {
    what: "DynamoDB: write units a second of one table",
    value: 40_000,
    unit: "write units/s",
    canBeRaised: true,
    source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html",
  },
  partitionWrites: {
    what: "DynamoDB: write units a second of one partition",
    value: 1_000,
    unit: "write units/s",
    canBeRaised: false,
    source:
      "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html",
  },
  storagePuts: {
    what: "S3: PUT requests a second of one prefix",
    value: 3_500,
    unit: "requests/s",
    canBeRaised: false,
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html",
  },
  storageGets: {
    what: "S3: GET requests a second of one prefix",
    value: 5_500,
    unit: "requests/s",
    canBeRaised: false,
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html",
  },
  mapChildren: {
    what: "Step Functions: child executions of a Distributed Map at the same time",
    value: 10_000,
    unit: "executions",
    canBeRaised: false,
    source: "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html",
  },
  transitions: {
    what: "Step Functions: state transitions a second outside of the three largest regions",
    value: 800,
    unit: "transitions/s",
    canBeRaised: true,
    source: "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html",
  },
  eventPuts: {
    what: "EventBridge: PutEvents requests a second, in the smaller regions",
    value: 600,
    unit: "requests/s",
    canBeRaised: true,
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html",
  },
  keyCalls: {
    what: "KMS: Sign calls a second with keys of elliptic curves",
    value: 300,
    unit: "requests/s",
    canBeRaised: true,
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html",
  },
} as const satisfies Readonly<Record<string, Quota>>;

/**
 * List prices of us-east-1 in dollars, without free tiers, savings plans and data transfer; by AWS's
 * own price pages as of 2026-11. Regions of Europe are 10 to 25 % dearer.
 */
export const prices = {
  lambdaGbSecond: 0.0000133334, // arm64
  lambdaRequest: 0.2e-6,
  tableWriteUnit: 0.625e-6,
  tableReadUnit: 0.125e-6,
  storagePut: 5e-6,
  storageGet: 0.4e-6,
  storageGbMonth: 0.023,
  transition: 25e-6,
  queueRequest: 0.4e-6,
  apiRequest: 1e-6,
  event: 1e-6,
  logGb: 0.5,
} as const;
