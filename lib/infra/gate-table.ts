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

/** All that names a leading key. */
const privateForbidden = [
  "dynamodb:BatchGetItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:DeleteItem",
  "dynamodb:GetItem",
  "dynamodb:PartiQLDelete",
  "dynamodb:PartiQLInsert",
  "dynamodb:PartiQLSelect",
  "dynamodb:PartiQLUpdate",
  "dynamodb:PutItem",
  "dynamodb:Query",
  "dynamodb:UpdateItem",
];

const referenceKeys = ["REFERENCE#*", "REFERENCES"];
/** Lists of what is to be done: their entries come and go. */
const lists = ["QUEUE#*", "HELD#*", "APPROVALS#*"];
/** Public halves together, each private half apart: for the function that signs, and no other. */
const signingKeys = ["KEYS", "KEYS#*"];

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

  /** Lets a function keep submissions, and end those that they correct. */
  grantSubmit(lambda: GateFunction): void {
    this.#grantWrites(lambda, {
      put: ["AUDIT#*", "DOSSIER#*", "OUTBOX#*", "REVIEW#*", "HELD#*"],
      takeOut: ["HELD#*"],
    });
    this.#grantReads(lambda, ["AUDIT#*", "DOSSIER#*", "REVIEW#*", ...referenceKeys]);
  }

  /** Lets a function do whatever people do to what was judged, and issue release passes. */
  grantReview(lambda: GateFunction): void {
    this.#grantWrites(lambda, {
      put: ["AUDIT#*", "OUTBOX#*", "REVIEW#*", ...lists, "RECALLS", ...signingKeys],
      takeOut: lists,
    });
    const read = ["AUDIT#*", "DOSSIER#*", "REVIEW#*", ...lists, "RECALLS", ...signingKeys];
    this.#grantReads(lambda, [...read, ...referenceKeys]);
    this.#keepPrivate(lambda);
  }

  /**
   * Nobody else reads or writes the private halves of signing keys by their leading keys, whatever a
   * policy of her own allows. Scans, the stream and exports name no leading key: see decision 17.
   */
  #keepPrivate(lambda: GateFunction): void {
    this.table.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: privateForbidden,
        resources: ["*"],
        conditions: {
          ArnNotEquals: { "aws:PrincipalArn": lambda.role?.roleArn },
          "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["KEYS#*"] },
        },
      }),
    );
  }

  /** Lets a function open cases and end them. */
  grantCases(lambda: GateFunction): void {
    this.#grantWrites(lambda, { put: ["AUDIT#*", "REVIEW#*", ...lists], takeOut: lists });
    this.#grantReads(lambda, ["AUDIT#*", "DOSSIER#*", "REVIEW#*", ...referenceKeys]);
  }

  /** Lets a function end submissions whose time is over, and requests for a second person. */
  grantExpiry(lambda: GateFunction): void {
    this.#grantWrites(lambda, {
      put: ["AUDIT#*", "OUTBOX#*", "REVIEW#*", ...lists],
      takeOut: lists,
    });
    this.#grantReads(lambda, ["AUDIT#*", "REVIEW#*", "HELD#*", "APPROVALS#*", ...referenceKeys]);
  }

  /** Lets a function look for what is pending in the outbox and take out what was sent. */
  grantDispatch(lambda: GateFunction): void {
    this.#grant(lambda, ["dynamodb:DeleteItem", "dynamodb:Query"], ["OUTBOX#*"]);
  }

  /**
   * In transactions only: a write alone could leave out its condition. Documents may be asked for in
   * one, and nothing but entries of lists is ever taken out.
   */
  #grantWrites(
    lambda: GateFunction,
    { put, takeOut }: { readonly put: readonly string[]; readonly takeOut: readonly string[] },
  ): void {
    const inTransactions = {
      "ForAnyValue:StringEquals": { "dynamodb:EnclosingOperation": ["TransactWriteItems"] },
    };
    this.#grant(lambda, ["dynamodb:PutItem"], put, inTransactions);
    this.#grant(lambda, ["dynamodb:DeleteItem"], takeOut, inTransactions);
    this.#grant(lambda, ["dynamodb:ConditionCheckItem"], ["REVIEW#*"], inTransactions);
  }

  #grantReads(lambda: GateFunction, leadingKeys: readonly string[]): void {
    this.#grant(lambda, ["dynamodb:GetItem", "dynamodb:Query"], leadingKeys);
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
