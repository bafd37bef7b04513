import { RemovalPolicy } from "aws-cdk-lib";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { environment } from "../../environment.ts";
import { allow } from "../functions/allow.ts";
import type { GateFunction } from "../functions/gate-function.ts";
import type { Stage } from "../stage.ts";

/**
 * The KMS keys (P-256) that certify the short-lived keys by which passes and seals are signed: nobody
 * ever has their private halves. The first is in use until a rotation puts the next in its place.
 */
export class SigningKeys extends Construct {
  readonly #keys: readonly Key[];

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#keys = Array.from(
      { length: stage.signingKeys },
      (_, index) =>
        new Key(this, `Key${index + 1}`, {
          description: `Certifies what signs release passes and seals (${stage.name}, ${index + 1})`,
          keySpec: KeySpec.ECC_NIST_P256,
          keyUsage: KeyUsage.SIGN_VERIFY,
          removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, // passes and seals outlive the stacks
        }),
    );
  }

  /** Lets a function have its keys certified, and tells it by which. */
  grantSign(lambda: GateFunction): void {
    lambda.addEnvironment(environment.signingKeys, this.#keys.map(({ keyId }) => keyId).join(","));
    const resources = this.#keys.map(({ keyArn }) => keyArn);
    allow(lambda.ownRole, {
      why: "reads the public halves of signing keys",
      actions: ["kms:DescribeKey", "kms:GetPublicKey"],
      resources,
    });
    allow(lambda.ownRole, {
      why: "has the key of its memory certified",
      actions: ["kms:Sign"],
      resources,
      conditions: { StringEquals: { "kms:SigningAlgorithm": "ECDSA_SHA_256" } },
    });
  }
}
