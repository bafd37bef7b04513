import type { Caller, Role } from "../../lib/app/caller.ts";

const callerOf = (login: string, roles: readonly Role[], department?: string): Caller => ({
  principal: `https://login|${login}`,
  person: login,
  isPerson: true,
  roles,
  tenant: "acme",
  ...(department !== undefined && { department }),
});

/** Who acts in the simulated world. The sender's department benefits when something goes out. */
export const people = {
  sender: callerOf("sam", ["submitter"], "sales"),
  mari: callerOf("mari", ["service_manager"], "service"),
  anu: callerOf("anu", ["service_manager"], "service"),
  olev: callerOf("olev", ["service_analyst"], "service"),
  kadri: callerOf("kadri", ["second_approver"], "finance"),
} as const;
