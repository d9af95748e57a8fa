/** What commands take from the file of settings. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readSettings, writeSettings } from '../../engine/host/settings/settings-file.ts';
import { fixedBy, withKept } from '../../engine/host/settings/with-kept.ts';

const silent = (): void => {};

it('is what neither an option nor a variable says', () => {
  const kept = { device: 'cuda', memory: '1GiB', precision: 'int8', cacheSize: '1GiB' };
  const env = { INKLOOM_DEVICE: 'cpu' };
  expect(withKept({ memory: '2GiB' }, kept, silent, env)).toEqual({
    memory: '2GiB',
    precision: 'int8',
    cacheSize: '1GiB',
  });
  expect(fixedBy('memory', { memory: '2GiB' }, env)).toBe('--memory');
  expect(fixedBy('device', {}, env)).toBe('INKLOOM_DEVICE');
  expect(fixedBy('device', {}, {})).toBeUndefined();
});

it('adds its places with models behind those that are given', () => {
  expect(withKept({ models: ['a'] }, { models: [tmpdir()] }, silent).models).toEqual(['a', tmpdir()]);
});

it('comes back as it was written, and is empty before', async () => {
  const data = await mkdtemp(join(tmpdir(), 'inkloom-settings-'));
  onTestFinished(() => rm(data, { recursive: true }));
  expect(readSettings(data)).toEqual({});
  await writeSettings(data, { device: 'cpu', models: ['/墨'] });
  expect(readSettings(data)).toEqual({ device: 'cpu', models: ['/墨'] });
});
