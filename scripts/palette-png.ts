// PNG with a palette: a picture of a page has few colours, and is a third as large with 256 of them.
import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColors = 256;
/** What covers more than this share of the picture is an area: its colour is kept as it is. */
const areaShare = 1 / 4000;
/** How far a further colour is at least from those that are taken already, by what is tried first. */
const distances = [6, 10, 16, 24, 40, 64];

interface Image {
  width: number;
  height: number;
  /** Red, green and blue of each pixel, as one number. */
  pixels: Uint32Array;
}

/** The same picture in at most 256 colours. For what browsers make: 8 bits a channel, not interlaced, opaque. */
export function toPalettePng(png: Buffer): Buffer {
  const image = decode(png);
  for (const distance of distances) {
    const palette = paletteOf(image, distance);
    if (palette !== null) return encode(image, palette);
  }
  throw new Error("This picture has too many colours.");
}

interface Palette {
  colors: readonly number[];
  /** Index in `colors` by a pixel's colour. */
  indexOf: ReadonlyMap<number, number>;
}

/** The colours of areas, then of edges by how often they are there, each at some distance from all before; null where there are too many of them. */
function paletteOf({ pixels }: Image, distance: number): Palette | null {
  const counts = new Map<number, number>();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const colors: number[] = [];
  const indexOf = new Map<number, number>();
  for (const [color, count] of [...counts].toSorted(([, one], [, other]) => other - one)) {
    const nearest = nearestOf(colors, color);
    if (nearest.distance >= distance || count > pixels.length * areaShare) {
      if (colors.push(color) > mostColors) return null;
      indexOf.set(color, colors.length - 1);
    } else indexOf.set(color, nearest.index);
  }
  return { colors, indexOf };
}

/** Which of the colours is most like one, and by how much it differs in the channel that differs most. */
function nearestOf(colors: readonly number[], color: number): { index: number; distance: number } {
  let best = { index: 0, distance: Infinity };
  for (const [index, other] of colors.entries()) {
    const distance = Math.max(
      ...[16, 8, 0].map((shift) => Math.abs(((color >> shift) & 255) - ((other >> shift) & 255))),
    );
    if (distance < best.distance) best = { index, distance };
  }
  return best;
}

function decode(png: Buffer): Image {
  let header: Buffer = Buffer.alloc(0);
  const data: Buffer[] = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header = body;
    if (type === "IDAT") data.push(body);
    at += length + 12;
  }
  const [width, height, depth, kind] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]];
  const channels = kind === 2 ? 3 : kind === 6 ? 4 : 0;
  if (depth !== 8 || channels === 0 || header[12] !== 0) throw new Error("This is not a PNG as browsers make them.");
  const bytes = unfilter(inflateSync(Buffer.concat(data)), { rowBytes: width * channels, channels, height });
  const pixels = new Uint32Array(width * height);
  for (let at = 0; at < pixels.length; at++) pixels[at] = bytes.readUIntBE(at * channels, 3);
  return { width, height, pixels };
}

/** Takes the prediction from the neighbours out of each byte (PNG specification, 9.2). */
function unfilter(raw: Buffer, shape: { rowBytes: number; channels: number; height: number }): Buffer {
  const { rowBytes, channels, height } = shape;
  const bytes = Buffer.alloc(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (rowBytes + 1)] ?? 0;
    for (let column = 0; column < rowBytes; column++) {
      const at = row * rowBytes + column;
      const left = column < channels ? 0 : (bytes[at - channels] ?? 0);
      const up = row === 0 ? 0 : (bytes[at - rowBytes] ?? 0);
      const corner = row === 0 || column < channels ? 0 : (bytes[at - rowBytes - channels] ?? 0);
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      bytes[at] = ((raw[row * (rowBytes + 1) + 1 + column] ?? 0) + predicted) & 0xff;
    }
  }
  return bytes;
}

function paeth(left: number, up: number, corner: number): number {
  const sum = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(sum - left), Math.abs(sum - up), Math.abs(sum - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function encode({ width, height, pixels }: Image, { colors, indexOf }: Palette): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.alloc(colors.length * 3);
  colors.forEach((color, at) => palette.writeUIntBE(color, at * 3, 3));
  const rows = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < pixels.length; at++) {
    rows[at + Math.floor(at / width) + 1] = indexOf.get(pixels[at] ?? 0) ?? 0;
  }
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  return Buffer.concat([signature, chunk("IHDR", header), chunk("PLTE", palette), chunk("IDAT", data), chunk("IEND")]);
}

function chunk(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
