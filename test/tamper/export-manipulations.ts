import { sha256 } from "../../lib/app/digest.ts";
import { signed } from "../../lib/app/pass/dsse.ts";
import type { SigningKeys } from "../../lib/app/ports.ts";
import { archiveNameOf } from "../../lib/app/seal/archive-entry.ts";
import {
  entriesPrefix,
  entryNameIn,
  listNameOf,
  listsPrefix,
  placeOf,
  sealNameOf,
  sealNumberIn,
  sealsPrefix,
} from "../../lib/app/seal/archive-names.ts";
import type { SealStatement } from "../../lib/app/seal/seal.ts";
import { listFacts, listText, namesInList } from "../../lib/app/seal/seal-list.ts";
import {
  readSeal,
  sealBytes,
  sealPayloadType,
  statementBytes,
  statementOf,
} from "../../lib/app/seal/seal-statement.ts";
import type { Random } from "../../lib/generate/random.ts";
import type { History } from "./history.ts";

/** The files of an export, which somebody changes. */
export type Files = Map<string, Uint8Array>;

/** What was touched: a finding must name one of these. */
export interface Touched {
  readonly files?: readonly string[];
  readonly entries?: readonly string[];
  readonly seals?: readonly number[];
  /** Where nothing is left to be named: the end, or the keys. */
  readonly kind?: string;
  /** The key list that the auditor is handed instead; she holds to the key that she knows. */
  readonly keys?: object;
}

export interface Attack {
  readonly files: Files;
  readonly history: History;
  readonly random: Random;
  /** The attacker's own. */
  readonly keys: SigningKeys & { readonly listed: object };
}

type Manipulation = (attack: Attack) => Promise<Touched | undefined> | Touched | undefined;

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
const namesOf = (files: Files, prefix: string): readonly string[] =>
  [...files.keys()].filter((name) => name.startsWith(prefix)).sort();

function one({ files, random }: Attack, prefix: string): string | undefined {
  const names = namesOf(files, prefix).filter((name) => files.get(name)!.length > 0);
  return names.length === 0 ? undefined : random.pick(names);
}

function two({ files, random }: Attack, prefix: string): readonly [string, string] | undefined {
  const names = namesOf(files, prefix);
  if (names.length < 2) return undefined;
  const at = random.between(0, names.length - 1);
  const by = random.between(1, names.length - 1);
  return [names[at]!, names[(at + by) % names.length]!];
}

const touching = (name: string): Touched => {
  const id = entryNameIn(name)?.id;
  const number = sealNumberIn(name);
  return {
    files: [name],
    ...(id !== undefined && { entries: [id] }),
    ...(number !== undefined && { seals: [number] }),
  };
};

const both = (a: string, b: string): Touched => ({
  files: [a, b],
  entries: [a, b].flatMap((name) => entryNameIn(name)?.id ?? []),
});

/** One bit of one byte. */
const flipped =
  (prefix: string): Manipulation =>
  (attack) => {
    const name = one(attack, prefix);
    if (name === undefined) return undefined;
    const bytes = Buffer.from(attack.files.get(name)!);
    const at = attack.random.between(0, bytes.length - 1);
    bytes[at] = bytes[at]! ^ (1 << attack.random.between(0, 7));
    attack.files.set(name, bytes);
    return touching(name);
  };

const dropped =
  (prefix: string): Manipulation =>
  (attack) => {
    const name = one(attack, prefix);
    if (name === undefined) return undefined;
    const number = sealNumberIn(name);
    if (number !== undefined && number === namesOf(attack.files, sealsPrefix).length)
      return cut(attack, number);
    attack.files.delete(name);
    return touching(name);
  };

const swapped =
  (prefix: string): Manipulation =>
  (attack) => {
    const names = two(attack, prefix);
    if (names === undefined) return undefined;
    const [a, b] = names.map((name) => attack.files.get(name)!) as [Uint8Array, Uint8Array];
    if (Buffer.compare(a, b) === 0) return undefined;
    attack.files.set(names[0], b);
    attack.files.set(names[1], a);
    return both(...names);
  };

/** An entry says something else, under the name that is now right. */
const rewritten: Manipulation = (attack) => {
  const name = one(attack, entriesPrefix);
  if (name === undefined) return undefined;
  const { bytes, entry } = forged(attack, name);
  attack.files.delete(name);
  attack.files.set(archiveNameOf(entry as never, bytes), bytes);
  return touching(name);
};

/** And the list names it too. */
const relisted: Manipulation = (attack) => {
  const name = one(attack, entriesPrefix);
  const list = name && listWith(attack.files, name);
  if (name === undefined || list === undefined) return undefined;
  const { bytes, entry } = forged(attack, name);
  const other = archiveNameOf(entry as never, bytes);
  attack.files.delete(name);
  attack.files.set(other, bytes);
  attack.files.set(list, Buffer.from(text(attack.files.get(list)!).replace(name, other)));
  return { files: [list] };
};

const unlisted: Manipulation = (attack) => {
  const name = one(attack, entriesPrefix);
  const list = name && listWith(attack.files, name);
  if (name === undefined || list === undefined) return undefined;
  attack.files.delete(name);
  attack.files.set(list, Buffer.from(text(attack.files.get(list)!).replace(`${name}\n`, "")));
  return { files: [list] };
};

const listWith = (files: Files, name: string): string | undefined =>
  namesOf(files, listsPrefix).find((list) => text(files.get(list)!).includes(name));

function forged({ files, random }: Attack, name: string) {
  const entry = JSON.parse(text(files.get(name)!)) as Record<string, unknown>;
  const field = random.pick(Object.keys(entry).filter((key) => !["id", "action"].includes(key)));
  const was = entry[field];
  entry[field] =
    field === "at" || field === "receivedAt"
      ? new Date(Date.parse(String(was)) - 1_000).toISOString()
      : typeof was === "string" && field !== "schema"
        ? `${was}x`
        : { forged: random.between(0, 1_000_000) };
  return { entry, bytes: Buffer.from(JSON.stringify(entry)) };
}

/** An entry that nobody made, among the others. */
const inserted: Manipulation = (attack) => {
  const name = one(attack, entriesPrefix);
  if (name === undefined) return undefined;
  const entry = JSON.parse(text(attack.files.get(name)!)) as Record<string, string>;
  const [submission] = entry["id"]!.split(".") as [string];
  const id = `${submission}.${sha256(String(attack.random.between(0, 1e9))).slice(0, 24)}`;
  const at = entry["at"] ?? entry["receivedAt"]!;
  const bytes = Buffer.from(JSON.stringify({ ...entry, id, at, action: "case.claimed" }));
  const made = `${placeOf(at)}_${id}_${sha256(bytes)}`;
  attack.files.set(made, bytes);
  return { files: [made], entries: [id] };
};

/** The same entry a second time, at another instant. */
const duplicated: Manipulation = (attack) => {
  const name = one(attack, entriesPrefix);
  const told = name === undefined ? undefined : entryNameIn(name);
  if (name === undefined || told === undefined) return undefined;
  const at = new Date(Date.parse(told.at) - attack.random.between(1, 60_000)).toISOString();
  const copy = `${placeOf(at)}_${told.id}_${told.digest}`;
  attack.files.set(copy, attack.files.get(name)!);
  return { files: [copy], entries: [told.id] };
};

/** What an entry says of one submission it says of another. */
const crossed: Manipulation = (attack) => {
  const names = two(attack, entriesPrefix);
  if (names === undefined) return undefined;
  const ids = names.map((name) => entryNameIn(name)!.id.split(".")[0]!) as [string, string];
  if (ids[0] === ids[1]) return undefined;
  for (const [index, name] of names.entries()) {
    const other = text(attack.files.get(name)!).replaceAll(ids[index]!, ids[1 - index]!);
    attack.files.set(name, Buffer.from(other));
  }
  return both(...names);
};

const strays: Manipulation = ({ files, keys, random }) => {
  const name = random.pick(["keys.json", "README.md", "late/0000000001/x", "lists/0000000001_x"]);
  files.set(name, Buffer.from(JSON.stringify(keys.listed)));
  return { files: [name] };
};

/** The last seals, with all that they list. */
function cut({ files }: Attack, from: number): Touched {
  for (const name of namesOf(files, sealsPrefix)) {
    if (sealNumberIn(name)! < from) continue;
    const { statement } = statementOf(sealIn(files, name));
    const list = listNameOf(statement.number, statement.list);
    for (const entry of namesInList(text(files.get(list)!)) ?? []) files.delete(entry);
    files.delete(list);
    files.delete(name);
  }
  return { kind: "cut_end" };
}

const cutEnd: Manipulation = (attack) => {
  const count = namesOf(attack.files, sealsPrefix).length;
  return cut(attack, attack.random.between(1, count));
};

function sealIn(files: Files, name: string) {
  const read = readSeal(files.get(name)!);
  if (!read.ok) throw new Error(read.problem);
  return read.value;
}

/** A seal under the attacker's key, which says something else, or just the same. */
const resigned: Manipulation = async (attack) => {
  const { files, random, keys } = attack;
  const name = one(attack, sealsPrefix)!;
  const { statement } = statementOf(sealIn(files, name));
  const told = random.chance(5_000) ? statement : { ...statement, tenant: "other" };
  await sign(files, told, keys, random.chance(5_000) ? attack.history.keyId : undefined);
  return { seals: [statement.number] };
};

async function sign(files: Files, statement: SealStatement, keys: SigningKeys, keyid?: string) {
  const { envelope } = await signed(keys, sealPayloadType, statementBytes(statement));
  const signatures = envelope.signatures.map((one) => ({ ...one, ...(keyid && { keyid }) }));
  const { number, through } = statement;
  const seal = { number, through, envelope: { ...envelope, signatures } };
  files.set(sealNameOf(number), sealBytes(seal));
  return seal;
}

/** From some seal on everything is made anew, without one entry: all fits, but for the key. */
const rechained: Manipulation = async (attack) => {
  const { files, random, keys } = attack;
  const count = namesOf(files, sealsPrefix).length;
  const from = random.between(1, count);
  let previous = from === 1 ? undefined : statementOf(sealIn(files, sealNameOf(from - 1)));
  let isLeftOut = false;
  for (let number = from; number <= count; number++) {
    const { statement } = statementOf(sealIn(files, sealNameOf(number)));
    const list = listNameOf(number, statement.list);
    const all = namesInList(text(files.get(list)!)) ?? [];
    const names: readonly string[] = isLeftOut || all.length === 0 ? all : all.slice(0, -1);
    isLeftOut ||= names.length < all.length;
    if (names.length < all.length) files.delete(all.at(-1)!);
    const facts = listFacts(names);
    const { previous: _, ...rest } = statement;
    const told = {
      ...rest,
      ...facts,
      ...(previous && { previous: previous.digest }),
      entries: names.length,
      entriesInAll: (previous?.statement.entriesInAll ?? 0) + names.length,
      late: Math.min(statement.late, names.length),
    };
    files.delete(list);
    files.set(listNameOf(number, facts.list), Buffer.from(listText(names)));
    previous = statementOf(await sign(files, told, keys));
  }
  return { seals: [from] };
};

/** A seal as it was before, in the place of a later one. */
const rolledBack: Manipulation = ({ files, random }) => {
  const count = namesOf(files, sealsPrefix).length;
  if (count < 2) return undefined;
  const number = random.between(2, count);
  files.set(sealNameOf(number), files.get(sealNameOf(random.between(1, number - 1)))!);
  return { seals: [number] };
};

/** What is not signed of a seal's file: its number, its instant, whitespace, another signature. */
const dressed: Manipulation = (attack) => {
  const name = one(attack, sealsPrefix)!;
  const seal = JSON.parse(text(attack.files.get(name)!));
  const [signature] = seal.envelope.signatures;
  const other = attack.random.pick([
    { ...seal, number: seal.number + 1 },
    { ...seal, through: "2099-01-01T00:00:00.000Z" },
    { ...seal, note: "verified" },
    { ...seal, envelope: { ...seal.envelope, note: "verified" } },
    { ...seal, envelope: { ...seal.envelope, payloadType: "application/vnd.in-toto+json" } },
    { ...seal, envelope: { ...seal.envelope, signatures: [signature, signature] } },
    { ...seal, envelope: { ...seal.envelope, signatures: [{ ...signature, keyid: "" }] } },
    { ...seal, envelope: { ...seal.envelope, signatures: [] } },
  ]);
  attack.files.set(name, Buffer.from(JSON.stringify(other)));
  return touching(name);
};

/** All of it made anew, and a key list that says so; the auditor knows the gate's key by its id. */
const otherKeys: Manipulation = async (attack) => {
  await rechained(attack);
  return { kind: "keys", keys: attack.keys.listed };
};

/** What somebody may do to an export, or to the archive itself, by name. */
export const exportManipulations: Readonly<Record<string, Manipulation>> = {
  "a bit of an entry flipped": flipped(entriesPrefix),
  "a bit of a list flipped": flipped(listsPrefix),
  "a bit of a seal flipped": flipped(sealsPrefix),
  "an entry dropped": dropped(entriesPrefix),
  "a list dropped": dropped(listsPrefix),
  "a seal dropped": dropped(sealsPrefix),
  "two entries swapped": swapped(entriesPrefix),
  "two lists swapped": swapped(listsPrefix),
  "two seals swapped": swapped(sealsPrefix),
  "an entry rewritten and renamed": rewritten,
  "an entry rewritten, renamed and listed": relisted,
  "an entry dropped from its list too": unlisted,
  "an entry inserted": inserted,
  "an entry duplicated": duplicated,
  "entries of two submissions crossed": crossed,
  "a file added": strays,
  "the end cut off": cutEnd,
  "a seal signed by another key": resigned,
  "the tail chained anew by another key": rechained,
  "a seal rolled back": rolledBack,
  "what is not signed of a seal changed": dressed,
  "everything anew, with another key list": otherKeys,
};
