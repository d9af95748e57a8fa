/**
 * A file system that fails at one operation, or from one operation on. Operations are counted across the layer and the
 * files it opens, so a test can fail at every single one: run once to count, then once for each number.
 */
import type { FileHandle } from 'node:fs/promises';
import { DISK, type FileLayer } from '../../engine/files/file-layer.ts';

/** What disks and file systems refuse with. */
export const CODES = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EMFILE', 'EIO'] as const;

const OF_LAYER = ['open', 'rename', 'link', 'mkdir'] as const;
const OF_FILE = ['writeFile', 'sync'] as const;

export interface Faults {
  readonly files: FileLayer;
  /** Operations so far. */
  readonly count: () => number;
  /** Fails at operation number `at`, from 1, and at all later ones if `forGood`; undefined: at none. */
  readonly failAt: (at: number | undefined, options?: { readonly code?: string; readonly forGood?: boolean }) => void;
}

/** A layer over the real disk that works until it is told to fail. A write that fails leaves half of its bytes. */
export function failingFiles(): Faults {
  let count = 0;
  let failing: { readonly at: number; readonly code: string; readonly forGood: boolean } | undefined;
  const isDue = (): boolean => {
    count += 1;
    return failing !== undefined && (failing.forGood ? count >= failing.at : count === failing.at);
  };
  const fault = (name: string): Error => {
    const code = failing?.code ?? '';
    return Object.assign(new Error(`${code}: injected, ${name}`), { code });
  };
  const wrapFile = (file: FileHandle): FileHandle =>
    new Proxy(file, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (!OF_FILE.includes(name as (typeof OF_FILE)[number])) return value.bind(target) as unknown;
        return async (...args: unknown[]): Promise<unknown> => {
          if (!isDue()) return (value as (...all: unknown[]) => unknown).apply(target, args);
          if (name === 'writeFile') await target.writeFile(half(args[0] as Uint8Array)).catch(() => {});
          throw fault(String(name));
        };
      },
    });
  const layer = Object.fromEntries(
    OF_LAYER.map((name) => [
      name,
      async (...args: unknown[]): Promise<unknown> => {
        if (isDue()) throw fault(name);
        const result = await (DISK[name] as (...all: unknown[]) => Promise<unknown>)(...args);
        return name === 'open' ? wrapFile(result as FileHandle) : result;
      },
    ]),
  );
  return {
    files: { ...DISK, ...layer },
    count: () => count,
    failAt(at, { code = 'ENOSPC', forGood = false } = {}) {
      count = 0;
      failing = at === undefined ? undefined : { at, code, forGood };
    },
  };
}

function half(data: Uint8Array): Uint8Array {
  return data.subarray(0, Math.floor(data.length / 2));
}
