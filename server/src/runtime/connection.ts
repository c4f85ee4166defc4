/** A static SQL text with the name that its plan is kept under; `columns: camelCase` aliases make a row the domain type. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What statements run on: a pool (each statement its own commit) or the connection of a transaction. */
export interface Connection {
  run<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Connection {
  /** Runs `work` in one transaction on one connection; commits when it resolves, rolls back when it throws. */
  transaction<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}
