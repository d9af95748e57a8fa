/** Damages files as disks do: flipped bits, blocks of zeros, ends cut off. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';

const DAMAGES = ['flip', 'flip', 'flip', 'zeros', 'cut'] as const;

const BLOCK = 512;

/** Damages a file in place. @returns what was done, for messages. */
export function damageFile(path: string, random: () => number): string {
  const bytes = readFileSync(path);
  const kind = DAMAGES[Math.floor(random() * DAMAGES.length)] ?? 'flip';
  const at = Math.floor(random() * bytes.length);
  if (kind === 'cut') truncateSync(path, at);
  else if (kind === 'zeros') writeFileSync(path, bytes.fill(0, at, Math.min(at + BLOCK, bytes.length)));
  else {
    const bit = Math.floor(random() * 8);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    writeFileSync(path, bytes);
    return `bit ${bit} of byte ${at} of ${path}`;
  }
  return `${kind} at byte ${at} of ${path}`;
}
