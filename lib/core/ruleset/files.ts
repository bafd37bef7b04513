import { baseOf, folderOf } from "./paths.ts";
import { byText, type Complaints, sourceOf } from "./problem.ts";
import { readTree, type Tree } from "./tree.ts";

interface File {
  readonly path: string;
  readonly text: string;
}

/** The files of a rule set by what they are. */
export interface ReadFiles {
  readonly header: Tree | undefined;
  /** The files of rules, by path. */
  readonly rules: readonly Tree[];
  /** The files of the lexicon, by path. */
  readonly lexicons: readonly Tree[];
  /** Header, rules and lexicon as text, with their paths from the header's folder. */
  readonly texts: readonly File[];
  /** Undefined when the caller gave no case files, so that none can be missing. */
  readonly caseFiles: ReadonlySet<string> | undefined;
}

/** Reads the YAML files of a rule set; a missing or second header is told. */
export function readFiles(files: readonly File[], complaints: Complaints): ReadFiles {
  const sorted = files.toSorted((a, b) => byText(a.path, b.path));
  const yaml = sorted.filter(({ path }) => /\.ya?ml$/.test(path));
  const [header, ...others] = yaml.filter(({ path }) => baseOf(path) === headerName);
  if (header === undefined)
    complaints.wrong(
      {
        source: sourceOf(yaml[0] ? `${folderOf(yaml[0].path)}${headerName}` : headerName, ""),
        offset: 0,
      },
      `there is no ${headerName}: it names the rule set, its subject and its languages`,
    );
  for (const { path, text } of others)
    complaints.wrong(
      { source: sourceOf(path, text), offset: 0 },
      `a rule set has one ${headerName}, and '${header?.path}' is there already`,
    );
  const bodies = yaml.filter(({ path }) => baseOf(path) !== headerName);
  const treesOf = (wanted: boolean): readonly Tree[] =>
    bodies
      .filter(({ path }) => isLexicon(path) === wanted)
      .flatMap(({ path, text }) => readTree(path, text, complaints) ?? []);
  const folder = folderOf(header?.path ?? "");
  const cases = sorted.filter(({ path }) => path.endsWith(".json"));
  return {
    header: header && readTree(header.path, header.text, complaints),
    rules: treesOf(false),
    lexicons: treesOf(true),
    texts: [...(header ? [header] : []), ...bodies].map(({ path, text }) => ({
      path: path.startsWith(folder) ? path.slice(folder.length) : path,
      text,
    })),
    caseFiles: cases.length > 0 ? new Set(cases.map(({ path }) => path)) : undefined,
  };
}

const headerName = "ruleset.yaml";

/** `lexicon.yaml`, or a part of it such as `lexicon-prices.yaml`. */
const isLexicon = (path: string): boolean => /^lexicon(-[a-z0-9-]+)?\.ya?ml$/.test(baseOf(path));
