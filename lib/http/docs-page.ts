/** Loads nothing but our own files; Swagger UI sets styles on its elements. */
export const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Files of `swagger-ui-dist` that the page loads, and one of our own. */
export const docsAssets = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"] as const;

export const docsStartName = "start.js";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Holdpoint API</title>
    <link rel="icon" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="page"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/${docsStartName}"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#page",
  deepLinking: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

/** The page that renders the API's description, as it is sent. */
export const docsPage: Uint8Array = Buffer.from(page);
/** What starts it: a file, because the page's policy lets no script stand in it. */
export const docsStart: Uint8Array = Buffer.from(start);
