/** The index of earlier versions: its results are found, and it is gone afterwards. */
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { digestText, digestValue } from '../../../engine/cache/canonical.ts';
import { DiskCache } from '../../../engine/cache/disk/disk-cache.ts';
import { openSqlite } from '../../../engine/cache/disk/sqlite.ts';

const KEY = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const digest = digestValue('kept');
const output = { digest, type: 'json', bytes: 6 };

/** A cache as version 1 left it, with one result and one damaged action. */
function legacy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkloom-legacy-'));
  mkdirSync(join(folder, 'values', digest.slice(0, 2)), { recursive: true });
  writeFileSync(join(folder, 'values', digest.slice(0, 2), `${digest}.json`), '"kept"');
  const db = openSqlite(join(folder, 'index.sqlite'));
  db.exec(`
    CREATE TABLE action (key TEXT PRIMARY KEY, entry TEXT NOT NULL, sum TEXT NOT NULL, used INTEGER NOT NULL)
      WITHOUT ROWID;
    CREATE TABLE value (
      digest TEXT PRIMARY KEY, codec TEXT NOT NULL, extension TEXT NOT NULL, meta TEXT, type TEXT NOT NULL,
      bytes INTEGER NOT NULL, seconds REAL NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE pin (digest TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (digest, reason)) WITHOUT ROWID;
    CREATE TABLE trace (
      scope TEXT NOT NULL, node TEXT NOT NULL, record TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, node)
    ) WITHOUT ROWID;
    PRAGMA user_version = 1;
  `);
  const entry = JSON.stringify({ outputs: { value: output }, seconds: 3 });
  const put = db.prepare('INSERT INTO action VALUES (?, ?, ?, 1)');
  put.run(KEY, entry, digestText(`${KEY}\n${entry}`).slice(0, 32));
  put.run(OTHER, entry, 'damaged');
  db.prepare('INSERT INTO value VALUES (?, ?, ?, NULL, ?, 6, 3, 1, 1)').run(digest, 'json', 'json', 'json');
  db.prepare('INSERT INTO pin VALUES (?, ?)').run(digest, 'history');
  db.close();
  return folder;
}

const open = (folder: string): DiskCache => {
  const cache = DiskCache.open({ folder, limits: { freeBytes: 0 } });
  if (!cache) throw new Error('the folder cannot be used');
  return cache;
};

it('is taken over with its values, their times and pins', async () => {
  const folder = legacy();
  const cache = open(folder);
  expect([...(await cache.lookup([KEY, OTHER])).keys()]).toEqual([KEY]);
  expect(await cache.read(output)).toEqual({ value: 'kept' });
  expect(await cache.index.value(digest)).toMatchObject({ seconds: 3, spare: 0 });
  expect(await cache.index.pinned()).toEqual(new Set([digest]));
  await cache.close();
  expect(existsSync(join(folder, 'index.sqlite'))).toBe(false);
});

it('is left alone while an earlier version uses it', async () => {
  const folder = legacy();
  const old = openSqlite(join(folder, 'index.sqlite'));
  const first = open(folder);
  expect((await first.lookup([KEY])).size).toBe(0);
  await first.close();
  old.close();
  const next = open(folder);
  expect((await next.lookup([KEY])).size).toBe(1);
  await next.close();
});

it('that is damaged is started anew', async () => {
  const folder = legacy();
  writeFileSync(join(folder, 'index.sqlite'), 'this is no database, as everybody can see'.repeat(100));
  const cache = open(folder);
  expect((await cache.lookup([KEY])).size).toBe(0);
  await cache.close();
  expect(existsSync(join(folder, 'index.sqlite'))).toBe(false);
});
