/** The connection to an SQLite file after it was closed. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSqlite } from '../../engine/cache/disk/sqlite.ts';

it('refuses every use after it was closed, instead of ending the process', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'inkloom-sqlite-')), 'a.sqlite');
  const sqlite = openSqlite(file);
  sqlite.exec('CREATE TABLE t (a)');
  const select = sqlite.prepare('SELECT a FROM t');
  sqlite.close();
  const message = `The database ${file} is closed.`;
  expect(() => sqlite.transaction(() => {})).toThrow(message);
  expect(() => sqlite.exec('SELECT 1')).toThrow(message);
  expect(() => sqlite.prepare('SELECT 1')).toThrow(message);
  expect(() => select.all()).toThrow(message);
  expect(() => select.get()).toThrow(message);
  expect(() => sqlite.close()).not.toThrow();
});
