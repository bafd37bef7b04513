interface Instrumentable {
  readonly middlewareStack: {
    add(middleware: never, options: { readonly step: "initialize"; readonly name: string }): void;
  };
}

/** What a dead process would have thrown: it runs no further. */
export class DiedError extends Error {}

/**
 * The life of one process, counted in points: there is one before and one after each call that it
 * makes. At the point given it dies; from then on it makes no call, whatever catches what it threw.
 */
export interface Life {
  /** What it did, in order: `before audits.append`, `after TransactWriteItems` … */
  readonly points: readonly string[];
  isOver(): boolean;
  pass(point: string): void;
}

export function lifeUntil(deathAt = Number.POSITIVE_INFINITY): Life {
  const points: string[] = [];
  return {
    points,
    isOver: () => points.length > deathAt,
    pass: (point) => {
      if (points.length > deathAt) throw new DiedError(point);
      points.push(point);
      if (points.length > deathAt) throw new DiedError(point);
    },
  };
}

/** The same ports, each call of which is two points of a life. */
export function mortal<Ports extends object>(ports: Ports, life: Life): Ports {
  const wrapped = Object.entries(ports).map(([port, methods]) => {
    const calls = Object.entries(methods as object).map(([method, call]) => [
      method,
      (...args: readonly unknown[]) => {
        const name = `${port}.${method}`;
        life.pass(`before ${name}`);
        const result = call(...args);
        if (!(result instanceof Promise)) return passed(life, name, result);
        return result.then((value) => passed(life, name, value));
      },
    ]);
    return [port, Object.fromEntries(calls)];
  });
  return Object.fromEntries(wrapped) as Ports;
}

/** The same client of the AWS SDK, each command of which is two points of a life. */
export function mortalClient<Client>(client: Client, life: Life): Client {
  const watch =
    (next: (args: unknown) => Promise<unknown>, context: { readonly commandName?: string }) =>
    async (args: unknown) => {
      const name = (context.commandName ?? "command").replace(/Command$/, "");
      life.pass(`before ${name}`);
      return passed(life, name, await next(args));
    };
  (client as Instrumentable).middlewareStack.add(watch as never, {
    step: "initialize",
    name: "life",
  });
  return client;
}

function passed<T>(life: Life, name: string, value: T): T {
  life.pass(`after ${name}`);
  return value;
}
