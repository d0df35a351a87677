/** What a backup says of one of its parts. */
export interface PartSaid {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Of the rows as PostgreSQL copies them out as text, in the part's order. */
  readonly sha256: string;
}

/** The last line of a backup: what must be found in it, and in a database made of it. */
export interface Manifest {
  readonly format: 1;
  /** The version of the programme that made it. */
  readonly programme: string;
  readonly madeAt: string;
  /** The name of the log that it was made of. */
  readonly epoch: string;
  /** The log's last position; a bigint in text. */
  readonly head: string;
  /** Tells whether a `secrets.json` is the one that belongs to it, and nothing about what is inside. */
  readonly secrets: string;
  readonly parts: readonly PartSaid[];
}
