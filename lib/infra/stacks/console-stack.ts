import { CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { originSecretHeader } from "../../environment.ts";
import { originSecretOf } from "../api/origin-secret.ts";
import { letStand } from "../checks.ts";
import { nameIn } from "../names.ts";
import type { Stage } from "../stage.ts";
import type { ApiStack } from "./api-stack.ts";
import type { DataStack, StageStackProps } from "./data-stack.ts";
import type { EdgeStack } from "./edge-stack.ts";

export interface ConsoleStackProps extends StageStackProps {
  readonly data: DataStack;
  readonly api: ApiStack;
  readonly edge: EdgeStack;
}

/** Where people come: CloudFront before the console's files and before the API. */
export class ConsoleStack extends Stack {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: ConsoleStackProps) {
    const { stage, data, api, edge, ...stackProps } = props;
    super(scope, id, stackProps);
    const files = new Bucket(this, "Files", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED, // they are public: what matters is who may write
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      serverAccessLogsBucket: data.buckets.accessLogs,
      serverAccessLogsPrefix: "console/",
      lifecycleRules: [{ id: "earlier", noncurrentVersionExpiration: Duration.days(90) }],
      removalPolicy: RemovalPolicy.DESTROY,
    }) as IBucket;
    const asked = behaviourOfApi(stage, api);
    this.distribution = new Distribution(this, "Distribution", {
      comment: nameIn(stage, "people"),
      webAclId: edge.webAclArn,
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultRootObject: "index.html",
      ...(stage.domain && {
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        domainNames: [stage.domain.name],
        certificate: Certificate.fromCertificateArn(this, "Own", stage.domain.certificate),
      }),
      enableLogging: true,
      logBucket: data.buckets.accessLogs,
      logFilePrefix: "people/",
      logIncludesCookies: false,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(files),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: securityHeaders(this, stage),
      },
      additionalBehaviors: {
        "/v1/*": asked,
        "/openapi.json": asked,
        "/docs": asked,
        "/docs/*": asked,
      },
    });
    letStandWhatIsMeant(this.distribution, stage);
    new CfnOutput(this, "PeopleUrl", {
      value: `https://${stage.domain?.name ?? this.distribution.distributionDomainName}`,
    });
    new CfnOutput(this, "ConsoleBucket", { value: files.bucketName });
  }
}

/** Nothing is kept, everything is handed on but the host, which the API's gateway knows itself by. */
const behaviourOfApi = (stage: Stage, api: ApiStack): BehaviorOptions => ({
  origin: new HttpOrigin(api.http.host, {
    protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    readTimeout: Duration.seconds(30),
    customHeaders: { [originSecretHeader]: originSecretOf(stage).unsafeUnwrap() },
  }),
  allowedMethods: AllowedMethods.ALLOW_ALL,
  cachePolicy: CachePolicy.CACHING_DISABLED,
  originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
});

/** What the console's pages may do: their own files, their own API, the issuer that signs people in. */
function securityHeaders(scope: Construct, stage: Stage): ResponseHeadersPolicy {
  const issuer = stage.tokens ? ` ${originOf(stage.tokens.issuer)}` : "";
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self'${issuer}`,
    `form-action 'self'${issuer}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "upgrade-insecure-requests",
  ];
  const override = true;
  return new ResponseHeadersPolicy(scope, "Headers", {
    responseHeadersPolicyName: `${nameIn(stage, "console")}-${stage.region}`,
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: policy.join("; "), override },
      contentTypeOptions: { override },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(730),
        includeSubdomains: true,
        override,
      },
    },
    customHeadersBehavior: {
      customHeaders: [
        {
          header: "permissions-policy",
          value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
          override,
        },
        { header: "cross-origin-opener-policy", value: "same-origin", override },
        { header: "cross-origin-resource-policy", value: "same-origin", override },
      ],
    },
  });
}

const originOf = (url: string): string => url.split("/").slice(0, 3).join("/");

function letStandWhatIsMeant(distribution: Distribution, stage: Stage): void {
  letStand(
    distribution,
    "AwsSolutions-CFR1",
    "Customers' reviewers sit wherever they sit: who may come in is told by their tokens.",
  );
  if (stage.domain === undefined)
    letStand(
      distribution,
      "AwsSolutions-CFR4",
      "CloudFront's own certificate allows no other setting; with --context domain it is TLS 1.2.",
    );
}
