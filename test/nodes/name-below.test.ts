// Names of files below a folder, by the rules of both kinds of systems.
import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInside, isNameBelow } from '../../nodes/services/name-below.ts';

describe('a name below a folder', () => {
  it.each(['a.png', 'cats/a.png', 'Qwen/Qwen-Image', '狐狸/Füchse 1.png', 'console.png', 'a.con', 'com10.png'])(
    'may be %j on every system',
    (name) => {
      expect(isNameBelow(name, posix)).toBe(true);
      expect(isNameBelow(name, win32)).toBe(true);
    },
  );

  it.each(['', '/a.png', '../a.png', 'a/../b.png', 'a//b.png', 'a/', '.a.png', 'a/.b.png', 'a\\b.png'])(
    'is never %j',
    (name) => {
      expect(isNameBelow(name, posix)).toBe(false);
      expect(isNameBelow(name, win32)).toBe(false);
    },
  );

  it.each([
    'C:a.png',
    'C:/a.png',
    'a.png:Zone.Identifier',
    'a.png::$DATA',
    'a.png.',
    'a.png ',
    'cats /a.png',
    'CON',
    'cats/aux.png',
    'nul .txt',
    'LPT¹',
    'com1',
    'a?.png',
    'a\u0007.png',
  ])('is not %j on Windows, which reads it as something else', (name) => {
    expect(isNameBelow(name, win32)).toBe(false);
    expect(isNameBelow(name, posix)).toBe(true);
  });
});

describe('inside of a folder', () => {
  it.each([
    ['C:\\in', 'C:\\in\\a.png', true],
    ['C:\\In', 'c:\\in\\cats\\a.png', true],
    ['D:\\', 'D:\\a.png', true],
    ['\\\\nas\\pictures\\', '\\\\NAS\\pictures\\a.png', true],
    ['C:\\in', 'C:\\in', false],
    ['C:\\in', 'C:\\inner\\a.png', false],
    ['C:\\in', 'D:\\in\\a.png', false],
    ['C:\\in', '\\\\nas\\in\\a.png', false],
    ['C:\\in', 'C:\\in\\..a.png', true],
  ])('of %s on Windows: %s is %s', (folder, file, expected) => {
    expect(isInside(folder, file, win32)).toBe(expected);
  });

  it.each([
    ['/in', '/in/a.png', true],
    ['/', '/a.png', true],
    ['/in', '/in', false],
    ['/in', '/inner/a.png', false],
    ['/in', '/IN/a.png', false],
  ])('of %s on POSIX: %s is %s', (folder, file, expected) => {
    expect(isInside(folder, file, posix)).toBe(expected);
  });
});
