import { RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  AttributeType,
  BillingMode,
  type ITable,
  StreamViewType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import { AnyPrincipal, Effect, type IRole } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { environment } from "../../environment.ts";
import { allow, forbid, type Right, statementOf } from "../functions/allow.ts";
import type { GateFunction } from "../functions/gate-function.ts";
import type { Stage } from "../stage.ts";
import { auditForbidden, type TableRights, tableRights } from "./table-rights.ts";

export interface GateTableProps {
  readonly stage: Stage;
  readonly key: IKey;
}

/** The one table. Its families are told apart by the beginnings of their leading keys. */
export class GateTable extends Construct {
  readonly table: ITable;
  readonly #table: Table;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, { stage, key }: GateTableProps) {
    super(scope, id);
    this.#key = key;
    this.#table = new Table(this, "Table", {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_IMAGE,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stage.keepsData,
      removalPolicy: stage.keepsData
        ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
        : RemovalPolicy.DESTROY,
    });
    this.table = this.#table as ITable;
    const forbidden = statementOf(this.#auditDenial("*"), Effect.DENY);
    forbidden.addPrincipals(new AnyPrincipal());
    this.#table.addToResourcePolicy(forbidden);
  }

  /** Lets a function do what `tableRights` says of it, and tells it where. */
  grant(lambda: GateFunction, rights: TableRights | undefined = tableRights[lambda.folder]): void {
    if (rights === undefined) throw new Error(`${lambda.folder} has no rights on the table`);
    const { put = [], takeOut = [], read = [], count = [], outbox } = rights;
    lambda.addEnvironment(environment.table, this.table.tableName);
    const role = lambda.ownRole;
    forbid(role, this.#auditDenial(this.table.tableArn));
    this.#allow(role, "puts in transactions only", ["dynamodb:PutItem"], put, inTransactions);
    this.#allow(
      role,
      "takes entries out of lists in transactions only",
      ["dynamodb:DeleteItem"],
      takeOut,
      inTransactions,
    );
    if (put.length > 0)
      this.#allow(
        role,
        "changes nothing where a document has moved",
        ["dynamodb:ConditionCheckItem"],
        ["REVIEW#*"],
        inTransactions,
      );
    this.#allow(role, "reads the table", ["dynamodb:GetItem", "dynamodb:Query"], read);
    this.#allow(role, "counts what callers ask for", ["dynamodb:UpdateItem"], count);
    if (outbox)
      this.#allow(
        role,
        "finds what waits in the outbox and takes out what was sent",
        ["dynamodb:DeleteItem", "dynamodb:Query"],
        ["OUTBOX#*"],
      );
    allow(role, this.#useOfKey());
  }

  #allow(
    role: IRole,
    why: string,
    actions: readonly string[],
    leadingKeys: readonly string[],
    conditions: Readonly<Record<string, unknown>> = {},
  ): void {
    if (leadingKeys.length === 0) return;
    allow(role, {
      why,
      actions,
      resources: [this.table.tableArn],
      conditions: {
        ...conditions,
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": leadingKeys },
        // Without a leading key `ForAllValues` would hold of anything.
        Null: { "dynamodb:LeadingKeys": "false" },
      },
    });
  }

  /** DynamoDB uses the key in the caller's name. Spelt out: `grantEncryptDecrypt` has wildcards. */
  #useOfKey(): Right {
    return {
      why: "has the table decrypted for it",
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
    };
  }

  #auditDenial(resource: string): Right {
    return {
      why: "never changes an audit entry",
      actions: auditForbidden,
      resources: [resource],
      conditions: { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["AUDIT#*"] } },
    };
  }
}

/** A write alone could leave out its condition. */
const inTransactions = {
  "ForAnyValue:StringEquals": { "dynamodb:EnclosingOperation": ["TransactWriteItems"] },
};
