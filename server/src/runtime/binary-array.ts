// Arrays reach PostgreSQL in its binary form (its source, array_send: dimensions, a null flag, the element type, then each element with its length):
// reading text literals was a seventh of PostgreSQL's share of a delivery, a character at a time. The driver sends every Buffer as binary.

const headerBytes = 20;
const noElement = -1;

/** Element types by name, with their object ids in pg_type; these never change. */
const typeIds = {
  boolean: 16,
  bytea: 17,
  bigint: 20,
  smallint: 21,
  integer: 23,
  text: 25,
  float8: 701,
  uuid: 2950,
} as const;

/** What stands before the elements: one dimension, from 1 on. */
function writeHeader(bytes: Buffer, typeId: number, count: number, hasNull: boolean): void {
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(hasNull ? 1 : 0, 4);
  bytes.writeInt32BE(typeId, 8);
  bytes.writeInt32BE(count, 12);
  bytes.writeInt32BE(1, 16);
}

function emptyArray(typeId: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeInt32BE(typeId, 8);
  return bytes;
}

/** Elements of one size. */
function fixedArray<Value>(
  typeId: number,
  elementBytes: number,
  values: readonly (Value | null)[],
  write: (bytes: Buffer, value: Value, at: number) => void,
): Buffer {
  if (values.length === 0) return emptyArray(typeId);
  const bytes = Buffer.allocUnsafe(headerBytes + values.length * (4 + elementBytes));
  let hasNull = false;
  let at = headerBytes;
  for (const value of values) {
    if (value === null) {
      hasNull = true;
      at = bytes.writeInt32BE(noElement, at);
    } else {
      at = bytes.writeInt32BE(elementBytes, at);
      write(bytes, value, at);
      at += elementBytes;
    }
  }
  writeHeader(bytes, typeId, values.length, hasNull);
  return at === bytes.length ? bytes : bytes.subarray(0, at);
}

const nibbleOf = new Uint8Array(128);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  nibbleOf[digit.charCodeAt(0)] = value;
  nibbleOf[digit.toUpperCase().charCodeAt(0)] = value;
}

/** A run of digits from `from` on, as `count` bytes. */
function writeHex(bytes: Buffer, at: number, text: string, from: number, count: number): void {
  for (let index = 0, digit = from; index < count; index++, digit += 2) {
    // Out of range reads are undefined, which the operators take for 0.
    bytes[at + index] =
      ((nibbleOf[text.charCodeAt(digit)] as number) << 4) | (nibbleOf[text.charCodeAt(digit + 1)] as number);
  }
}

/** The five groups of a uuid's text form, 8-4-4-4-12 digits: twice as quick as one loop over all of it, and as the runtime's own hex reader. */
function writeUuid(bytes: Buffer, uuid: string, at: number): void {
  if (uuid.length !== 36) throw new TypeError(`"${uuid}" is not a uuid in its text form of 36 characters`);
  writeHex(bytes, at, uuid, 0, 4);
  writeHex(bytes, at + 4, uuid, 9, 2);
  writeHex(bytes, at + 6, uuid, 14, 2);
  writeHex(bytes, at + 8, uuid, 19, 2);
  writeHex(bytes, at + 10, uuid, 24, 6);
}

export const uuidArray = (values: readonly (string | null)[]): Buffer =>
  fixedArray(typeIds.uuid, 16, values, writeUuid);
export const smallintArray = (values: readonly (number | null)[]): Buffer =>
  fixedArray(typeIds.smallint, 2, values, (bytes, value, at) => void bytes.writeInt16BE(value, at));
export const integerArray = (values: readonly (number | null)[]): Buffer =>
  fixedArray(typeIds.integer, 4, values, (bytes, value, at) => void bytes.writeInt32BE(value, at));
export const bigintArray = (values: readonly (number | null)[]): Buffer =>
  fixedArray(typeIds.bigint, 8, values, (bytes, value, at) => {
    bytes.writeInt32BE(Math.floor(value / 2 ** 32), at);
    bytes.writeUInt32BE(value >>> 0, at + 4);
  });
export const float8Array = (values: readonly (number | null)[]): Buffer =>
  fixedArray(typeIds.float8, 8, values, (bytes, value, at) => void bytes.writeDoubleBE(value, at));
export const booleanArray = (values: readonly (boolean | null)[]): Buffer =>
  fixedArray(typeIds.boolean, 1, values, (bytes, value, at) => void (bytes[at] = value ? 1 : 0));

/** Elements of their own sizes. */
function variableArray<Value>(
  typeId: number,
  values: readonly (Value | null)[],
  mostBytes: (value: Value) => number,
  write: (bytes: Buffer, value: Value, at: number) => number,
): Buffer {
  if (values.length === 0) return emptyArray(typeId);
  let size = headerBytes;
  for (const value of values) size += 4 + (value === null ? 0 : mostBytes(value));
  const bytes = Buffer.allocUnsafe(size);
  let hasNull = false;
  let at = headerBytes;
  for (const value of values) {
    if (value === null) {
      hasNull = true;
      at = bytes.writeInt32BE(noElement, at);
    } else {
      const written = write(bytes, value, at + 4);
      bytes.writeInt32BE(written, at);
      at += 4 + written;
    }
  }
  writeHeader(bytes, typeId, values.length, hasNull);
  return bytes.subarray(0, at);
}

export const textArray = (values: readonly (string | null)[]): Buffer =>
  variableArray(
    typeIds.text,
    values,
    (value) => value.length * 3, // no UTF-16 unit takes more in UTF-8
    (bytes, value, at) => bytes.write(value, at, "utf8"),
  );
export const byteaArray = (values: readonly (Uint8Array | null)[]): Buffer =>
  variableArray(
    typeIds.bytea,
    values,
    (value) => value.length,
    (bytes, value, at) => {
      bytes.set(value, at);
      return value.length;
    },
  );
