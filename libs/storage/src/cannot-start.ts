/** Something outside the program stands in the way. The message says what, and what to do. */
export class CannotStart extends Error {}
