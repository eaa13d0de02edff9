/** What a command is. Each stands in a file of its own in commands/ and in the list of cli.ts. */

export interface Terminal {
  /** A line for the reader. */
  say(line: string): void;
  /** A line about a fault. */
  complain(line: string): void;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole page of `tallylight help <name>`. */
  readonly help: string;
  /** Gives the exit code. Throws {@link UsageError} for arguments that cannot be. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}
