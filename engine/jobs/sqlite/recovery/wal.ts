/**
 * The write-ahead log of SQLite, read without SQLite: it ends its reading at the first damaged frame without a word,
 * and forgets the commits behind it. Source: "WAL-mode File Format", https://www.sqlite.org/walformat.html
 */
const HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;

export interface Wal {
  readonly pageSize: number;
  /** Counts the times the log was started over. */
  readonly checkpoint: number;
  /** Frames of this log in order, damaged ones too; older ones behind them do not count. */
  readonly frames: readonly Frame[];
  /** Whether a frame or the header was damaged after it was written. */
  readonly isDamaged: boolean;
}

interface Frame {
  /** From 1. */
  readonly page: number;
  /** Pages of the database after a commit; 0 for a frame that ends no transaction. */
  readonly size: number;
  readonly data: Buffer;
}

/** @returns undefined for a log that holds nothing. */
export function readWal(bytes: Buffer): Wal | undefined {
  if (bytes.length <= HEADER) return undefined;
  const pageSize = bytes.readUInt32BE(8);
  const isPageSize = pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0;
  if (!isPageSize) return { pageSize: 0, checkpoint: 0, frames: [], isDamaged: true };
  const isLittle = (bytes.readUInt32BE(0) & 1) === 0;
  const sumOf = isLittle ? littleEndianSum : bigEndianSum;
  let sum = sumOf([0, 0], bytes.subarray(0, 24));
  const hasHeader = (bytes.readUInt32BE(0) & ~1) === MAGIC && isSum(sum, bytes.subarray(24, 32));
  // With a damaged header the salts of the first frame tell which frames belong together.
  const salts = hasHeader ? bytes.subarray(16, 24) : bytes.subarray(HEADER + 8, HEADER + 16);
  const frames: Frame[] = [];
  let firstBad = hasHeader ? undefined : 0;
  for (let at = HEADER; at + FRAME_HEADER + pageSize <= bytes.length; at += FRAME_HEADER + pageSize) {
    const head = bytes.subarray(at, at + FRAME_HEADER);
    const data = bytes.subarray(at + FRAME_HEADER, at + FRAME_HEADER + pageSize);
    const isOurs = head.subarray(8, 16).equals(salts);
    if (isOurs && firstBad === undefined) sum = sumOf(sumOf(sum, head.subarray(0, 8)), data);
    const isSound = isOurs && isSum(sum, head.subarray(16, 24));
    if (!isSound) firstBad ??= frames.length;
    frames.push({ page: isOurs ? head.readUInt32BE(0) : 0, size: isOurs ? head.readUInt32BE(4) : 0, data });
  }
  const last = frames.findLastIndex(({ size }) => size > 0);
  const isDamaged = !hasHeader || (firstBad !== undefined && firstBad <= last);
  return { pageSize, checkpoint: bytes.readUInt32BE(12), frames: frames.slice(0, last + 1), isDamaged };
}

/** Writes the pages of a log into an image of the database, up to the last commit, whatever their checksums say. */
export function applyWal(image: Buffer, { pageSize, frames }: Wal): Buffer {
  const size = frames.at(-1)?.size ?? 0;
  if (size === 0) return image;
  const result = Buffer.alloc(size * pageSize);
  image.copy(result);
  for (const { page, data } of frames) if (page >= 1 && page <= size) data.copy(result, (page - 1) * pageSize);
  return result;
}

type Sum = readonly [number, number];

function isSum([first, second]: Sum, bytes: Buffer): boolean {
  return bytes.readUInt32BE(0) === first && bytes.readUInt32BE(4) === second;
}

function littleEndianSum(sum: Sum, bytes: Buffer): Sum {
  return sumWith((at) => bytes.readUInt32LE(at), sum, bytes.length);
}

function bigEndianSum(sum: Sum, bytes: Buffer): Sum {
  return sumWith((at) => bytes.readUInt32BE(at), sum, bytes.length);
}

/** Section 4.4 of the format: two sums over pairs of 32-bit words. */
function sumWith(word: (at: number) => number, [first, second]: Sum, length: number): Sum {
  let [a, b] = [first, second];
  for (let at = 0; at < length; at += 8) {
    a = (a + word(at) + b) >>> 0;
    b = (b + word(at + 4) + a) >>> 0;
  }
  return [a, b];
}
