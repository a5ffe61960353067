/** What an oracle elsewhere answers. */
export interface Answers<K extends string> {
  /** Its kinds. Those that are not zeroth's own are named by the type argument. */
  readonly kinds: readonly K[];
}

/** An oracle that holds threads or processes. */
export interface Closable {
  /** Ends them; questions that are outstanding fail. */
  close(): Promise<void>;
}
