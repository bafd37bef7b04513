/**
 * The tables of a store of reference tables. A row is kept once for all the versions that have it:
 * from the load that added it to before the load that removed it. Nothing is ever taken out, and
 * nothing changes but that a row, once, is told to be no longer there.
 */
export const storeSchema = {
  version: 1,
  sql: `
CREATE TABLE tables (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE loads (
  id INTEGER PRIMARY KEY,
  table_id INTEGER NOT NULL REFERENCES tables (id),
  number INTEGER NOT NULL,
  digest TEXT NOT NULL,
  rows INTEGER NOT NULL,
  added INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  loaded_at TEXT NOT NULL,
  sources TEXT NOT NULL,
  UNIQUE (table_id, number)
) STRICT;

CREATE TABLE load_kinds (
  kind TEXT NOT NULL,
  load_id INTEGER NOT NULL REFERENCES loads (id),
  PRIMARY KEY (kind, load_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rows (
  id INTEGER PRIMARY KEY,
  table_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  to_day INTEGER NOT NULL,
  row TEXT NOT NULL,
  added INTEGER NOT NULL,
  removed INTEGER
) STRICT;

CREATE INDEX rows_by_key ON rows (table_id, key, from_day);

CREATE TRIGGER rows_stay BEFORE DELETE ON rows
BEGIN SELECT raise(ABORT, 'rows are only ever added'); END;
CREATE TRIGGER rows_end_once BEFORE UPDATE ON rows
WHEN old.removed IS NOT NULL OR new.removed IS NULL OR new.id <> old.id
  OR new.table_id <> old.table_id OR new.key <> old.key OR new.row <> old.row
  OR new.added <> old.added OR new.from_day <> old.from_day OR new.to_day <> old.to_day
BEGIN SELECT raise(ABORT, 'a row changes once: when it ends'); END;
CREATE TRIGGER loads_stay BEFORE DELETE ON loads
BEGIN SELECT raise(ABORT, 'loads are only ever added'); END;
CREATE TRIGGER loads_are_as_they_were BEFORE UPDATE ON loads
BEGIN SELECT raise(ABORT, 'loads are only ever added'); END;
`,
} as const;
