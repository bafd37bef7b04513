import { counted } from "../counted.ts";

/** `12,287.88 EUR + 459 NOK`; a question mark where some of it is not known. */
export function moneyText({ money: { amounts, unknown } }: MoneyAtRisk): string {
  const known = Object.entries(amounts).map(
    ([currency, amount]) => `${grouped(amount)} ${currency}`,
  );
  return [...known, ...(unknown ? ["?"] : [])].join(" + ") || "–";
}

interface MoneyAtRisk {
  readonly money: {
    readonly amounts: Readonly<Record<string, string>>;
    readonly unknown?: true | undefined;
  };
}

/** Every digit stays: this is text, and no number. */
function grouped(amount: string): string {
  const [whole = "", fraction] = amount.split(".");
  const parted = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? parted : `${parted}.${fraction}`;
}

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** How long, in one word that a person takes in: `40 min`, `3 h`, `2 days`. */
export function spanText(ms: number): string {
  if (ms < hourMs) return `${Math.max(1, Math.round(ms / minuteMs))} min`;
  if (ms < 2 * dayMs) return `${Math.round(ms / hourMs)} h`;
  return counted(Math.round(ms / dayMs), "day");
}

/** `in 3 h`, `40 min ago`. */
export function whenText(instant: string, now: Date): string {
  const ms = Date.parse(instant) - now.getTime();
  return ms >= 0 ? `in ${spanText(ms)}` : `${spanText(-ms)} ago`;
}

/** `in 3 h`, `2 h late`. */
export function dueText(due: string, now: Date): string {
  const ms = Date.parse(due) - now.getTime();
  return ms >= 0 ? `in ${spanText(ms)}` : `${spanText(-ms)} late`;
}

/** An instant on this machine's clock: `Mon 23 Nov, 11:00`. */
export const clockText = (instant: string): string =>
  new Date(instant).toLocaleString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });

/** The account without its issuer, which says nothing to a person. */
export const accountText = ({
  principal,
  person,
}: {
  principal: string;
  person: string;
}): string => (person === principal ? (principal.split("|").at(-1) ?? principal) : person);

/** Words of the machine as words of people: `info_requested`, `false_positive`. */
export const wordText = (word: string): string => word.replaceAll("_", " ");

/** A decision as people read it, with the answers where it has some: `attest same_need=yes`. */
export const saidText = ({
  decision,
  answers = {},
}: {
  readonly decision: string;
  readonly answers?: Readonly<Record<string, boolean>> | undefined;
}): string => {
  const said = Object.entries(answers).map(([fact, value]) => `${fact}=${value ? "yes" : "no"}`);
  return [wordText(decision), ...said].join(" ");
};

/** A submission's or a case's name as people write it: what tells it from others on this page. */
export const shortId = (id: string): string => {
  const [submission = "", own] = id.split(".");
  return own === undefined
    ? submission.slice(0, 12)
    : `${submission.slice(0, 6)}.${own.slice(0, 6)}`;
};
