export interface ZipDirectory {
  /** What the archive says it unpacks to; the reader holds every part to what was said. */
  unpackedBytes: number;
  names: string[];
}

/** The central directory of a ZIP archive (APPNOTE 4.3.12); null if it is none. */
export function readZipDirectory(archive: Uint8Array): ZipDirectory | null {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = endRecord(view);
  if (end === null) return null;
  const entries = view.getUint16(end + 10, true);
  const names: string[] = [];
  let at = view.getUint32(end + 16, true);
  let unpackedBytes = 0;
  for (let n = 0; n < entries; n++) {
    if (at + 46 > archive.length || view.getUint32(at, true) !== 0x02014b50) return null;
    const nameBytes = view.getUint16(at + 28, true);
    unpackedBytes += view.getUint32(at + 24, true);
    names.push(new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameBytes)));
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return { unpackedBytes, names };
}

/** Where the end record starts: 22 bytes, before a comment of at most 65,535. */
function endRecord(view: DataView): number | null {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 65_535; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return null;
}
