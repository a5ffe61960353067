/** One example as a file gives it: the label is still its written form. */
export interface TextRecord {
  readonly text: string;
  readonly label: string;
  /** File and line, for messages. */
  readonly place: string;
}

/** Names of the columns to read. */
export interface Columns {
  readonly text: string;
  readonly label: string;
}
