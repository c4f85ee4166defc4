import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import {
  bigintArray,
  booleanArray,
  byteaArray,
  float8Array,
  integerArray,
  smallintArray,
  textArray,
  uuidArray,
} from "../src/runtime/binary-array.ts";
import type { Database } from "../src/runtime/connection.ts";
import { createPool } from "../src/runtime/database-pool.ts";

let database: TestDatabase;
let pool: Database;

beforeAll(async () => {
  database = await createEmptyDatabase();
  pool = createPool({
    connectionString: database.connectionString,
    maxConnections: 1,
    timeoutMs: 10_000,
    idleInTransactionMs: 5_000,
    sessionOptions: null,
    named: false,
    onConnectionError: () => {},
  });
});

afterAll(async () => {
  await pool.close();
  await database.drop();
});

/** What PostgreSQL reads an array as: its elements in order, in their text form. */
async function readBack(type: string, array: Buffer): Promise<(string | null)[]> {
  const text = `select t.value::text as value from unnest($1::${type}[]) with ordinality as t(value, place) order by t.place`;
  const rows = await pool.run<{ value: string | null }>({ name: `read-${type}`, text }, [array]);
  return rows.map((row) => row.value);
}

const orNull = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<(Value | null)[]> =>
  fc.array(fc.option(values, { nil: null }), { maxLength: 30 });
const asText = (value: string | number | boolean | null): string | null => (value === null ? null : String(value));

const kinds = {
  uuid: { values: orNull(fc.uuid()), array: uuidArray, shown: asText },
  text: {
    // PostgreSQL's text has no NUL, and no half of a pair of surrogates
    values: orNull(fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"))),
    array: textArray,
    shown: asText,
  },
  bytea: {
    values: orNull(fc.uint8Array({ maxLength: 200 })),
    array: byteaArray,
    shown: (value: Uint8Array | null) => (value === null ? null : `\\x${Buffer.from(value).toString("hex")}`),
  },
  smallint: { values: orNull(fc.integer({ min: -32_768, max: 32_767 })), array: smallintArray, shown: asText },
  integer: { values: orNull(fc.integer()), array: integerArray, shown: asText },
  bigint: { values: orNull(fc.maxSafeInteger()), array: bigintArray, shown: asText },
  float8: {
    values: orNull(fc.double({ noNaN: true, noDefaultInfinity: true })),
    array: float8Array,
    shown: (value: number | null) => (value === null ? null : Number(value)),
    read: (value: string | null) => (value === null ? null : Number(value)),
  },
  boolean: { values: orNull(fc.boolean()), array: booleanArray, shown: asText },
};

it.each(Object.keys(kinds) as (keyof typeof kinds)[])(
  "PostgreSQL reads an array of %s as what it holds",
  async (type) => {
    const {
      values,
      array,
      shown,
      read = (value: string | null) => value,
    } = kinds[type] as {
      values: fc.Arbitrary<unknown[]>;
      array: (values: readonly unknown[]) => Buffer;
      shown: (value: unknown) => unknown;
      read?: (value: string | null) => unknown;
    };
    await fc.assert(
      fc.asyncProperty(values, async (some) => {
        expect((await readBack(type, array(some))).map(read)).toEqual(some.map(shown));
      }),
      { numRuns: 40 },
    );
  },
);

it("what is no uuid is refused before it is sent", () => {
  expect(() => uuidArray(["018f2b3c"])).toThrow("is not a uuid");
});
