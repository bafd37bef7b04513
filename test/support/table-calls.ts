/** One thing that a call of the AWS SDK does to the table, as IAM sees it. */
export interface TableCall {
  /** `PutItem`, `Query` … */
  readonly verb: string;
  readonly leadingKey: string;
  /** The call that it is a part of, where it is one. */
  readonly enclosing?: string;
}

interface Instrumentable {
  readonly middlewareStack: {
    add(middleware: never, options: { readonly step: "initialize"; readonly name: string }): void;
  };
}

/** The same client; whatever it does to a table is told before it is done. */
export function watchTable<Client>(client: Client, onCall: (call: TableCall) => void): Client {
  const watch =
    (next: (args: unknown) => unknown, { commandName = "" }: { readonly commandName?: string }) =>
    (args: { readonly input: Input }) => {
      for (const call of callsOf(commandName.replace(/Command$/, ""), args.input)) onCall(call);
      return next(args);
    };
  (client as Instrumentable).middlewareStack.add(watch as never, {
    step: "initialize",
    name: "watched",
  });
  return client;
}

type Text = string | { readonly S: string };

interface Input {
  readonly Key?: { readonly pk: Text };
  readonly ExpressionAttributeValues?: Readonly<Record<string, Text>>;
  readonly TransactItems?: readonly Readonly<Record<string, Part>>[];
}

interface Part {
  readonly Item?: { readonly pk: Text };
  readonly Key?: { readonly pk: Text };
}

function callsOf(command: string, input: Input): readonly TableCall[] {
  switch (command) {
    case "Query":
      return [{ verb: "Query", leadingKey: textOf(input.ExpressionAttributeValues?.[":pk"]) }];
    case "GetItem":
    case "DeleteItem":
      return [{ verb: command, leadingKey: textOf(input.Key?.pk) }];
    case "Update":
    case "UpdateItem":
      return [{ verb: "UpdateItem", leadingKey: textOf(input.Key?.pk) }];
    case "TransactWriteItems":
      return (input.TransactItems ?? []).flatMap((operations) =>
        Object.entries(operations).map(([operation, { Item, Key }]) => ({
          verb: operation === "ConditionCheck" ? "ConditionCheckItem" : `${operation}Item`,
          leadingKey: textOf((Item ?? Key)?.pk),
          enclosing: command,
        })),
      );
    default:
      throw new Error(`${command}: what it does to the table is not told here`);
  }
}

/** Before or after the SDK has written it as an attribute. */
function textOf(value: Text | undefined): string {
  if (value === undefined) throw new Error("a call names no leading key");
  return typeof value === "string" ? value : value.S;
}
