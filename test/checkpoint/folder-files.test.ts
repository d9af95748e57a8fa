// Names of files in digests: the same on every system.
import { posix, win32 } from 'node:path';
import { expect, it } from 'vitest';
import { nameBelow } from '../../inference/checkpoint/folder-files.ts';

it('the name of a file below a folder has slashes on every system', () => {
  expect(nameBelow('transformer', 'a\\b.safetensors', win32)).toBe('transformer/a/b.safetensors');
  expect(nameBelow('transformer', 'a/b.safetensors', posix)).toBe('transformer/a/b.safetensors');
  expect(nameBelow('', 'config.json', win32)).toBe('config.json');
  expect(nameBelow('a', 'Fu\u0308chse', posix)).toBe('a/F\u00FCchse');
  expect(nameBelow('', 'odd\\name', posix)).toBe('odd\\name');
});
