/** The place of a certificate in the row of those that a CA's old keys signed, where its key is another one now. */
export interface Turn {
  /** How many others of the same stack come before it. */
  readonly ahead: number;
}
