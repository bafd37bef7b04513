import { GateError } from "../../app/errors.ts";
import { type Client, itemsOf } from "../../http/client.ts";
import { counted } from "../counted.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import type { Palette } from "../outputs/palette.ts";
import { tableLines } from "../outputs/table.ts";
import { plainText } from "../plain-text.ts";
import { commandOf, connect, type KeyedFlags, type RemoteFlags } from "../remote/connection.ts";
import { approvalNamed } from "../remote/find-by-name.ts";
import { tell, tellActed } from "../remote/tell.ts";
import { accountText, clockText, saidText, shortId, whenText, wordText } from "../remote/words.ts";
import { approvers, reviewers } from "./reviewers.ts";

export interface ApprovalsFlags extends RemoteFlags {
  readonly gate?: string;
  readonly mine?: boolean;
}

type View = Awaited<ReturnType<Client["getApproval"]>>;

/** Hex digits of a binding that a person writes: those that a list shows. */
const bindingShown = 12;

/** `holdpoint cases approvals`: what waits for a second person. */
export async function listApprovals(io: Io, flags: ApprovalsFlags): Promise<ExitCode> {
  const client = await connect(io, flags, approvers);
  const { gate, mine } = flags;
  const query = { ...(gate !== undefined && { gate }), ...(mine && { mine: true as const }) };
  const items: View[] = [];
  for await (const item of itemsOf((cursor) =>
    client.listApprovals({ query: { ...query, limit: 200, cursor } }),
  ))
    items.push(item);
  return tell(io, flags, { items }, (palette) => {
    if (items.length === 0) return ["Nothing waits for a second person."];
    const { columns: width } = io.stdout;
    const columns = ["APPROVAL", "GATE", "FOR", "ASKED BY", "EXPIRES", "BINDING"];
    return tableLines(
      columns.map((title) => ({ title, ...(title === "FOR" && { gives: true as const }) })),
      items.map((item) => [
        { text: shortId(item.id), paint: palette.strong },
        item.gate,
        `${actionText(item)} (${item.why.map(wordText).join(", ")})`,
        accountText(item.requestedBy),
        whenText(item.expiresAt, io.now()),
        item.binding.slice(0, bindingShown),
      ]),
      { palette, ...(width !== undefined && { width }) },
    );
  });
}

/** `holdpoint cases approval`: what a second person is asked for, whole. */
export async function showApproval(io: Io, flags: RemoteFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, approvers);
  const approval = await approvalNamed(client, name);
  const view = await client.getApproval({ parameters: { approval } });
  return tell(io, flags, view, (palette) => linesOf(view, io.now(), palette));
}

function linesOf(view: View, now: Date, palette: Palette): readonly string[] {
  const { action, requestedBy, requestedAt, decidedBy, note } = view;
  const { code, text } = action.reason;
  const facts: readonly (readonly [string, string])[] = [
    ["approval", view.id],
    ["state", view.state],
    ["gate", `${view.gate}, submission ${view.submission}`],
    ...(action.kind === "decide" ? [["case", action.case] as const] : []),
    ["asked by", `${accountText(requestedBy)}, ${whenText(requestedAt, now)}`],
    ["because", `${wordText(code)}: ${plainText(text)}`],
    ["two people", view.why.map(wordText).join(", ")],
    [
      "second one",
      `${view.approvers.map(wordText).join(" or ")}${view.mine ? ": you would do" : ""}`,
    ],
    ["expires", `${clockText(view.expiresAt)} (${whenText(view.expiresAt, now)})`],
    ...(decidedBy ? [["decided by", accountText(decidedBy)] as const] : []),
    ...(note ? [["note", plainText(note)] as const] : []),
    ["binding", view.binding],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const next =
    view.state === "pending"
      ? [
          "",
          palette.quiet(
            `  cases approve ${shortId(view.id)} --binding ${view.binding.slice(0, bindingShown)}`,
          ),
        ]
      : [];
  return [
    palette.strong(actionText(view)),
    "",
    ...facts.map(([name, value]) => `  ${palette.quiet(name.padEnd(width))}  ${value}`),
    ...next,
  ];
}

function actionText({ action }: View): string {
  if (action.kind === "release-partially")
    return `release ${counted(action.count, "record")}, leave ${action.excluded}`;
  return `${saidText(action)} violations ${action.violations} of ${shortId(action.case)}`;
}

export interface ApproveFlags extends KeyedFlags {
  readonly binding: string;
  readonly note?: string;
}

/**
 * `holdpoint cases approve`: the second person consents, to what she saw. She says its binding, or
 * how it begins; what is asked for by now must be the same.
 */
export async function approve(io: Io, flags: ApproveFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, approvers);
  const approval = await approvalNamed(client, name);
  const view = await client.getApproval({ parameters: { approval } });
  const { binding } = view;
  if (!/^[0-9a-f]{12,64}$/.test(flags.binding) || !binding.startsWith(flags.binding))
    throw new GateError(
      "conflict",
      `--binding ${flags.binding} is not what ${shortId(approval)} asks for (${binding.slice(0, bindingShown)}…): ` +
        `look at it by \`holdpoint cases approval ${shortId(approval)}\``,
    );
  const { idempotencyKey } = commandOf(flags);
  const { note } = flags;
  const body = { binding, ...(note !== undefined && { note }) };
  const acted = await client.approve({ parameters: { approval }, body, idempotencyKey });
  return tellActed(io, flags, acted, ({ pass }) => `${pass("approved")}: ${actionText(view)}`);
}

/** `holdpoint cases refuse`: the second person says no, or the first one takes it back. */
export async function refuse(
  io: Io,
  flags: KeyedFlags & { readonly note: string },
  name: string,
): Promise<ExitCode> {
  // Whoever asked takes it back as who may ask.
  const client = await connect(io, flags, [...approvers, ...reviewers]);
  const approval = await approvalNamed(client, name);
  const { idempotencyKey } = commandOf(flags);
  const body = { note: flags.note };
  const acted = await client.refuseApproval({ parameters: { approval }, body, idempotencyKey });
  return tellActed(io, flags, acted, () => `${shortId(approval)} is refused`);
}
