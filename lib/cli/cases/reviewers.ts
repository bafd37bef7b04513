import type { Role } from "../../app/caller.ts";

/** The roles of `--as` where none is named: who reviews, who answers, who looks on. */
export const reviewers: readonly Role[] = ["service_manager"];
export const approvers: readonly Role[] = ["second_approver"];
export const submitters: readonly Role[] = ["submitter"];
export const auditors: readonly Role[] = ["auditor"];
export const administrators: readonly Role[] = ["admin"];
