// Where data and caches are on each system, whatever system the test runs on.
import { expect, it } from 'vitest';
import { cachePlace, dataPlace, settledFolder } from '../../engine/host/folders/system-folders.ts';

const HOME = { win32: 'C:\\Users\\墨', darwin: '/Users/mo', linux: '/home/mo' } as const;
const LOCAL = String.raw`D:\Local`;

it.each([
  ['win32', { LOCALAPPDATA: LOCAL, XDG_CACHE_HOME: '/x', XDG_DATA_HOME: '/x' }, `${LOCAL}\\inkloom`],
  ['win32', {}, String.raw`C:\Users\墨\AppData\Local\inkloom`],
] as const)('on %s with %j both are below %s, apart from each other', (platform, env, own) => {
  const system = { platform, env, home: HOME[platform] };
  expect([dataPlace(system).folder, cachePlace(system).folder]).toEqual([`${own}\\data`, `${own}\\cache`]);
});

it.each([
  [
    'darwin',
    { XDG_DATA_HOME: '/x' },
    '/Users/mo/Library/Application Support/inkloom',
    '/Users/mo/Library/Caches/inkloom',
  ],
  ['linux', {}, '/home/mo/.local/share/inkloom', '/home/mo/.cache/inkloom'],
  ['linux', { XDG_DATA_HOME: '/d', XDG_CACHE_HOME: '/c', LOCALAPPDATA: '/l' }, '/d/inkloom', '/c/inkloom'],
  ['freebsd', { XDG_DATA_HOME: '', XDG_CACHE_HOME: '' }, '/home/mo/.local/share/inkloom', '/home/mo/.cache/inkloom'],
] as const)('on %s with %j they are %s and %s', (platform, env, data, cache) => {
  const system = { platform, env, home: platform === 'darwin' ? HOME.darwin : HOME.linux };
  expect([dataPlace(system).folder, cachePlace(system).folder]).toEqual([data, cache]);
});

it('keeps a cache of an earlier version on Windows where it is, and takes no data folder for one', () => {
  const place = cachePlace({ platform: 'win32', env: { LOCALAPPDATA: LOCAL }, home: HOME.win32 });
  const chosen = (...there: readonly string[]): string => settledFolder(place, (path) => there.includes(path));
  expect(chosen()).toBe(`${LOCAL}\\inkloom\\cache`);
  expect(chosen(`${LOCAL}\\inkloom`, `${LOCAL}\\inkloom\\data`)).toBe(`${LOCAL}\\inkloom\\cache`);
  expect(chosen(`${LOCAL}\\inkloom`, `${LOCAL}\\inkloom\\results`)).toBe(`${LOCAL}\\inkloom`);
  expect(chosen(`${LOCAL}\\inkloom\\cache`, `${LOCAL}\\inkloom\\results`)).toBe(`${LOCAL}\\inkloom\\cache`);
});
