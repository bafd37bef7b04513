import type { Home } from "../world/home.ts";
import { onSqliteCopy, onTable, storedEntriesOf } from "./stored-homes.ts";
import type { TamperedHome } from "./tamper.ts";

/** SQLite: rows are changed in a copy of the file, of which the triggers were dropped. */
export const tamperedSqlite = (home: Home): TamperedHome => ({
  home,
  onRows: (tamper, look) => onSqliteCopy(home.folder as string, tamper, look),
});

/** DynamoDB: items are put and deleted as somebody may who has the rights that nobody has. */
export const tamperedTable = (home: Home): TamperedHome => ({
  home,
  onRows: async (tamper, look) => {
    const { documents, name } = home.table as NonNullable<Home["table"]>;
    await onTable(documents, name, tamper, () => look(storedEntriesOf(home.ports)));
  },
});
