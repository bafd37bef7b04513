import { row } from "./row.ts";

// biome-ignore format: one entry a function
export const contacts = [
  row("phone(text: string): bool", 1, (text: string) => /^\+[1-9]\d{6,14}$/.test(text),
    "Whether the text is a telephone number in the form of E.164: `+` and 7 to 15 digits.",
    ['phone("+3725123456")', "true"], ['phone("5123456")', "false"]),
  row("email(text: string): bool", 2, email,
    "Whether the text has the form of an e-mail address; domains may be internationalised.",
    ['email("mari@example.com")', "true"], ['email("mari@õun.ee")', "true"],
    ['email("mari@example")', "false"]),
];

const addressLengthMax = 254;
const localLengthMax = 64;
const labelLengthMax = 63;

function email(text: string): boolean {
  if (text.length > addressLengthMax) return false;
  const at = text.lastIndexOf("@");
  return isLocalPart(text.slice(0, Math.max(at, 0))) && isDomain(text.slice(at + 1));
}

function isLocalPart(local: string): boolean {
  return (
    local.length <= localLengthMax &&
    local.split(".").every((atom) => /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u.test(atom))
  );
}

function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  const top = labels.at(-1) ?? "";
  return (
    labels.length > 1 &&
    labels.every(isLabel) &&
    (/^[\p{L}\p{M}]{2,}$/u.test(top) || top.toLowerCase().startsWith("xn--"))
  );
}

function isLabel(label: string): boolean {
  return (
    label.length <= labelLengthMax &&
    /^[\p{L}\p{M}\p{N}-]+$/u.test(label) &&
    !label.startsWith("-") &&
    !label.endsWith("-")
  );
}
