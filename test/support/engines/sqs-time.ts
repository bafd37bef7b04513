/** Asks the server for a time that stands still until it is told how much of it has passed. */
export const standing = "standing";

/** Where it is told, in milliseconds behind this. */
export const timePath = "/_time";
