import { RemovalPolicy, SecretValue, Stack } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { environment } from "../../environment.ts";
import { letStand } from "../checks.ts";
import { allow } from "../functions/allow.ts";
import type { GateFunction } from "../functions/gate-function.ts";
import { nameIn } from "../names.ts";
import type { Stage } from "../stage.ts";

export interface OriginSecretProps {
  readonly stage: Stage;
  readonly key: IKey;
}

const secretNameIn = (stage: Stage): string => nameIn(stage, "origin");

/** The value that CloudFront sends, resolved when its stack is deployed: by name, so that it is the
 * same secret whatever stack asks. */
export const originSecretOf = (stage: Stage): SecretValue =>
  SecretValue.secretsManager(secretNameIn(stage), {
    ...(stage.originSecretVersion !== undefined && { versionId: stage.originSecretVersion }),
  });

/**
 * What CloudFront's requests carry, so that nobody goes past its firewall. Functions take the current
 * value and the one before it: a new one is put, then CloudFront is deployed with it.
 */
export class OriginSecret extends Construct {
  readonly #secret: Secret;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, { stage, key }: OriginSecretProps) {
    super(scope, id);
    this.#key = key;
    this.#secret = new Secret(this, "Secret", {
      secretName: secretNameIn(stage),
      description: "What CloudFront's requests to the API carry",
      encryptionKey: key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    letStand(
      this.#secret,
      "AwsSolutions-SMG4",
      "CloudFront takes a new value with a deployment only: docs/DEPLOY.md says how it is rotated.",
    );
  }

  /** Lets a function compare, and tells it with what. */
  grantCompare(lambda: GateFunction): void {
    lambda.addEnvironment(environment.originSecret, this.#secret.secretArn);
    allow(lambda.ownRole, {
      why: "knows what requests through the edge carry",
      actions: ["secretsmanager:GetSecretValue"],
      resources: [this.#secret.secretArn],
    });
    allow(lambda.ownRole, {
      why: "has that secret decrypted for it",
      actions: ["kms:Decrypt"],
      resources: [this.#key.keyArn],
      conditions: {
        StringEquals: {
          "kms:ViaService": `secretsmanager.${Stack.of(this).region}.amazonaws.com`,
        },
      },
    });
  }
}
