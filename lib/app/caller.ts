/** What somebody may be to the gate; tokens name these. See section 5.3 of `docs/review.md`. */
export const roles = [
  "submitter",
  "service_analyst",
  "service_manager",
  "deputy_service_manager",
  "second_approver",
  "functional_manager",
  "compliance",
  "rule_editor",
  "executive",
  "auditor",
  "admin",
] as const;
export type Role = (typeof roles)[number];

/** Who calls, as the verified token says; nothing of it is ever taken from a body. */
export interface Caller {
  /** The account: `issuer|subject` of a token, or the ARN of an IAM user or role. */
  readonly principal: string;
  /**
   * Who stands behind the account, by the organisation's own number: two accounts of one human being
   * say the same. For a machine its principal.
   */
  readonly person: string;
  /** Whether a human being was named; a machine decides nothing. */
  readonly isPerson: boolean;
  readonly roles: readonly Role[];
  /** Absent where the token names none: then nobody may take her for an outsider. */
  readonly department?: string;
  /** The organisation that runs this deployment. */
  readonly tenant: string;
  /** What the request came through: `cli`, `console`, `api`. */
  readonly client?: string;
}

/** What an audit entry keeps of a caller. */
export type Actor = Pick<Caller, "principal" | "person" | "roles"> &
  Partial<Pick<Caller, "department" | "client">>;

/** What audit entries and documents keep of who called. */
export const actorOf = ({ principal, person, roles, department, client }: Caller): Actor => ({
  principal,
  person,
  roles,
  ...(department !== undefined && { department }),
  ...(client !== undefined && { client }),
});

/** The gate itself, where a message or the clock makes it act. */
export const gateActor: Actor = { principal: "holdpoint", person: "holdpoint", roles: [] };
