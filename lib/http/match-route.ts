import { type NamedRoute, type RouteName, routes } from "./routes.ts";

/** Which route a path and a method are for. */
export type Matched =
  | {
      readonly kind: "route";
      readonly route: NamedRoute;
      /** Percent-decoded. */
      readonly parameters: Readonly<Record<string, string>>;
    }
  /** The path is there for other methods. */
  | { readonly kind: "other_method"; readonly allowed: readonly string[] }
  | { readonly kind: "none" };

/**
 * The route for a method and a path as it was sent. Paths are compared segment by segment, so that
 * an escaped slash is never a separator; HEAD is GET without the body.
 */
export function matchRoute(method: string, path: string): Matched {
  const segments = segmentsOf(path);
  if (segments === undefined) return { kind: "none" };
  const there = compiled.flatMap(({ route, parts }) => {
    const parameters = parametersIn(parts, segments);
    return parameters === undefined ? [] : [{ route, parameters }];
  });
  const asked = method === "HEAD" ? "GET" : method;
  const found = there.find(({ route }) => route.method === asked);
  if (found !== undefined) return { kind: "route", ...found };
  if (there.length === 0) return { kind: "none" };
  const methods = new Set(there.map(({ route }) => route.method as string));
  if (methods.has("GET")) methods.add("HEAD");
  return { kind: "other_method", allowed: [...methods].sort() };
}

/** The name of the route, for whoever only forwards: a function serves some of them. */
export function routeNameOf(method: string, path: string): RouteName | undefined {
  const matched = matchRoute(method, path);
  return matched.kind === "route" ? matched.route.name : undefined;
}

/** The path of a route with its parameters filled in, escaped. */
export const pathOf = (path: string, parameters: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ""));

interface Compiled {
  readonly route: NamedRoute;
  readonly parts: readonly { readonly text: string; readonly isParameter: boolean }[];
}

const compiled: readonly Compiled[] = routes.map((route) => ({
  route,
  parts: route.path
    .slice(1)
    .split("/")
    .map((part) =>
      part.startsWith("{")
        ? { text: part.slice(1, -1), isParameter: true }
        : { text: part, isParameter: false },
    ),
}));

const segmentsMax = 8;

function segmentsOf(path: string): readonly string[] | undefined {
  if (!path.startsWith("/")) return undefined;
  const segments = path.slice(1).split("/");
  if (segments.length > segmentsMax) return undefined;
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function parametersIn(
  parts: Compiled["parts"],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (parts.length !== segments.length) return undefined;
  const found: [string, string][] = [];
  for (const [i, { text, isParameter }] of parts.entries()) {
    const segment = segments[i] as string;
    if (isParameter) found.push([text, segment]);
    else if (text !== segment) return undefined;
  }
  return Object.fromEntries(found);
}
