/** What the file of a gate says of itself, so that no other program's database is taken for ours. */
export const gateApplicationId = 0x486f6c67; // "Holg"

/** One step from a version of the tables to the next: what it is, and its statements. */
export interface SchemaStep {
  readonly about: string;
  readonly sql: string;
}

/**
 * The tables of a gate's database as the steps that made them, from an empty file on; a file of
 * version N has had the first N. A step that was ever released is never changed.
 *
 * Documents lie as JSON beside the columns that are looked for. `due` orders a document in its work
 * list and is null where it is in none, so that the list's index holds nothing else.
 */
export const gateSchema: readonly SchemaStep[] = [
  {
    about: "entries, documents, outbox, queue, keys and plans",
    sql: `
CREATE TABLE entries (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  action TEXT NOT NULL,
  at TEXT NOT NULL,
  submission TEXT,
  digest TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX entries_trail ON entries (submission, at, id) WHERE submission IS NOT NULL;
CREATE TRIGGER entries_are_new BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries WHERE id = new.id)
  OR EXISTS (SELECT 1 FROM entries WHERE number = new.number)
BEGIN SELECT raise(ABORT, 'audit entries are only ever added'); END;
CREATE TRIGGER entries_stay BEFORE DELETE ON entries
BEGIN SELECT raise(ABORT, 'audit entries are only ever added'); END;
CREATE TRIGGER entries_are_as_they_were BEFORE UPDATE ON entries
BEGIN SELECT raise(ABORT, 'audit entries are only ever added'); END;

CREATE TABLE dossiers (
  submission TEXT NOT NULL PRIMARY KEY REFERENCES entries (id),
  salt TEXT NOT NULL,
  report TEXT NOT NULL,
  report_digest TEXT NOT NULL,
  payload BLOB,
  payload_file TEXT UNIQUE,
  payload_digest TEXT NOT NULL,
  CHECK ((payload IS NULL) <> (payload_file IS NULL))
) STRICT;

${documentTable("submissions")}
CREATE INDEX submissions_due ON submissions (gate, due, id) WHERE due IS NOT NULL;
${documentTable("cases")}
CREATE INDEX cases_due ON cases (gate, due, id) WHERE due IS NOT NULL;
CREATE INDEX cases_of ON cases (submission, id);
${documentTable("approvals")}
CREATE INDEX approvals_due ON approvals (gate, due, id) WHERE due IS NOT NULL;
CREATE INDEX approvals_of ON approvals (submission, id);
${documentTable("passes")}
CREATE INDEX passes_due ON passes (due, id) WHERE due IS NOT NULL;
CREATE INDEX passes_of ON passes (submission, id);

CREATE TABLE outbox (
  stored_at TEXT NOT NULL,
  submission TEXT NOT NULL,
  place INTEGER NOT NULL,
  entry TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (stored_at, submission, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE queue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  body TEXT NOT NULL,
  visible_at INTEGER NOT NULL,
  receives INTEGER NOT NULL DEFAULT 0,
  reason TEXT
) STRICT;
CREATE INDEX queue_live ON queue (visible_at, id) WHERE receives < 5;
CREATE INDEX queue_dead ON queue (id, visible_at) WHERE receives >= 5;

CREATE TABLE signing_keys (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  jwk TEXT NOT NULL,
  from_at TEXT NOT NULL,
  until_at TEXT,
  compromised_at TEXT
) STRICT;

CREATE TABLE gate_versions (
  gate TEXT NOT NULL,
  version TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (gate, version)
) STRICT;
CREATE TABLE revisions (
  revision TEXT NOT NULL,
  engine TEXT NOT NULL,
  plan TEXT NOT NULL,
  PRIMARY KEY (revision, engine)
) STRICT;
CREATE TABLE activations (
  number INTEGER PRIMARY KEY,
  gate TEXT NOT NULL,
  in_force_from TEXT NOT NULL,
  version TEXT NOT NULL,
  revision TEXT NOT NULL,
  FOREIGN KEY (gate, version) REFERENCES gate_versions (gate, version)
) STRICT;
CREATE INDEX activations_in_force ON activations (gate, in_force_from, number);
CREATE INDEX activations_past ON activations (gate, version, revision);
`,
  },
  {
    about: "large submissions on their way, and dead letters",
    sql: `
${documentTable("runs")}
CREATE INDEX runs_due ON runs (due, id) WHERE due IS NOT NULL;
${documentTable("letters")}
CREATE INDEX letters_due ON letters (due, id) WHERE due IS NOT NULL;
CREATE INDEX letters_of ON letters (submission, id);
ALTER TABLE dossiers ADD COLUMN run TEXT;
`,
  },
  {
    about: "earlier released runs, and what was counted of them",
    sql: `
CREATE TABLE run_figures (
  run TEXT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE earlier_runs (
  gate TEXT NOT NULL,
  kind TEXT NOT NULL,
  released_on TEXT NOT NULL,
  released_at TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  PRIMARY KEY (gate, kind, released_on, released_at, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX earlier_runs_loaded ON earlier_runs (gate) WHERE released_at = '';
${onlyAdded("run_figures", "what was counted of runs is only ever added")}
${onlyAdded("earlier_runs", "earlier runs are only ever added")}
`,
  },
];

function onlyAdded(table: string, why: string): string {
  const refusal = `BEGIN SELECT raise(ABORT, '${why}'); END;`;
  return `
CREATE TRIGGER ${table}_stay BEFORE DELETE ON ${table} ${refusal}
CREATE TRIGGER ${table}_are_as_they_were BEFORE UPDATE ON ${table} ${refusal}`;
}

function documentTable(name: string): string {
  return `
CREATE TABLE ${name} (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  submission TEXT NOT NULL,
  gate TEXT NOT NULL,
  due TEXT,
  body TEXT NOT NULL
) STRICT;`;
}
