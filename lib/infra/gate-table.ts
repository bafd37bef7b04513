import { RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  AttributeType,
  BillingMode,
  StreamViewType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import { AnyPrincipal, Effect, type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { environment } from "../environment.ts";
import type { GateFunction } from "./gate-function.ts";

export interface GateTableProps {
  readonly key: Key;
  /** Whether the data outlives the stack. */
  readonly keepsData: boolean;
}

/** What must never happen to an audit entry, by whatever principal. */
const auditForbidden = [
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:PartiQLInsert",
  "dynamodb:PartiQLUpdate",
  "dynamodb:PartiQLDelete",
];

/** The one table. Its families are told apart by the beginnings of their leading keys. */
export class GateTable extends Construct {
  readonly table: Table;
  readonly #key: Key;

  constructor(scope: Construct, id: string, { key, keepsData }: GateTableProps) {
    super(scope, id);
    this.#key = key;
    this.table = new Table(this, "Table", {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_IMAGE,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keepsData,
      removalPolicy: keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.table.addToResourcePolicy(
      new PolicyStatement({ ...this.#auditDenial("*"), principals: [new AnyPrincipal()] }),
    );
  }

  /** Lets a function write submissions, in transactions only, and read what it needs for it. */
  grantSubmit(lambda: GateFunction): void {
    this.#grant(lambda, ["dynamodb:PutItem"], ["AUDIT#*", "DOSSIER#*", "OUTBOX#*"], {
      "ForAnyValue:StringEquals": { "dynamodb:EnclosingOperation": ["TransactWriteItems"] },
    });
    this.#grant(
      lambda,
      ["dynamodb:GetItem", "dynamodb:Query"],
      ["AUDIT#*", "DOSSIER#*", "REFERENCE#*", "REFERENCES"],
    );
  }

  /** Lets a function look for what is pending in the outbox and take out what was sent. */
  grantDispatch(lambda: GateFunction): void {
    this.#grant(lambda, ["dynamodb:DeleteItem", "dynamodb:Query"], ["OUTBOX#*"]);
  }

  #grant(
    lambda: GateFunction,
    actions: readonly string[],
    leadingKeys: readonly string[],
    conditions: Readonly<Record<string, unknown>> = {},
  ): void {
    lambda.addEnvironment(environment.table, this.table.tableName);
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [this.table.tableArn],
        conditions: {
          ...conditions,
          "ForAllValues:StringLike": { "dynamodb:LeadingKeys": leadingKeys },
        },
      }),
    );
    lambda.addToRolePolicy(new PolicyStatement(this.#auditDenial(this.table.tableArn)));
    this.#grantKey(lambda);
  }

  /** DynamoDB uses the key in the caller's name. Spelt out: `grantEncryptDecrypt` has wildcards. */
  #grantKey(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
        ],
        resources: [this.#key.keyArn],
        conditions: {
          StringEquals: { "kms:ViaService": `dynamodb.${Stack.of(this).region}.amazonaws.com` },
        },
      }),
    );
  }

  #auditDenial(resource: string) {
    return {
      effect: Effect.DENY,
      actions: auditForbidden,
      resources: [resource],
      conditions: { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["AUDIT#*"] } },
    };
  }
}
