/**
 * Takes over the index of earlier versions, which was open in one process at a time. The files of values are the same.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exceptHeld } from '../../files/held-file.ts';
import { asBytes, withTexts } from './damaged-text.ts';
import type { IndexFile } from './index-file.ts';
import { sumOf, writeAction, writeValue } from './rows.ts';
import { type ValueRow, VALUE_COLUMNS } from './schema.ts';
import { isBusy, isDamaged, openSqlite, type Sqlite } from './sqlite.ts';

const FILE = 'index.sqlite';
const LEFT = ['', '-wal', '-shm', '-journal', '.damaged', '-wal.damaged', '-shm.damaged', '.damaged-note'];

interface Legacy {
  readonly actions: readonly Record<'key' | 'entry' | 'sum', string>[];
  readonly values: readonly Omit<ValueRow, 'spare'>[];
  readonly pins: readonly { readonly digest: string; readonly reason: string }[];
}

/** Does nothing while an earlier version uses its index. A damaged index is deleted: its results are computed again. */
export function takeOverLegacyIndex(folder: string, index: IndexFile): void {
  const path = join(folder, FILE);
  if (!existsSync(path)) return;
  try {
    put(readLegacy(path), index);
  } catch (error) {
    if (!isDamaged(error)) {
      if (isBusy(error)) return;
      throw error;
    }
  }
  for (const ending of LEFT) {
    try {
      rmSync(path + ending, { force: true });
    } catch (error) {
      exceptHeld(error);
    }
  }
}

/** @throws Error that {@link isBusy} or {@link isDamaged} recognises; StorageError. */
function readLegacy(path: string): Legacy {
  const db = openSqlite(path);
  try {
    return {
      actions: all(db, 'action', ['key', 'entry', 'sum']),
      values: all(
        db,
        'value',
        VALUE_COLUMNS.filter((column) => column !== 'spare'),
      ),
      pins: all(db, 'pin', ['digest', 'reason']),
    };
  } finally {
    db.close();
  }
}

function all<Row extends object>(db: Sqlite, table: string, columns: readonly string[]): Row[] {
  return db
    .prepare<Row>(`SELECT ${asBytes(columns)} FROM ${table}`)
    .all()
    .map(withTexts);
}

/** Rows that are there already are newer. Damaged rows are left out, as far as they can be told. */
function put({ actions, values, pins }: Legacy, index: IndexFile): void {
  index.writeNow((tables) => {
    const hasAction = tables.prepare('SELECT 1 AS has FROM action WHERE key = ?');
    const hasValue = tables.prepare('SELECT 1 AS has FROM value WHERE digest = ?');
    for (const { key, entry, sum } of actions)
      if (sum === sumOf(key, entry) && !hasAction.get(key)) writeAction(tables, key, entry, Date.now());
    for (const row of values) if (isValue(row) && !hasValue.get(row.digest)) writeValue(tables, { ...row, spare: 0 });
    const pin = tables.prepare('INSERT OR IGNORE INTO pin VALUES (?, ?)');
    for (const { digest, reason } of pins) pin.run(digest, reason);
  });
}

function isValue({ extension, bytes, seconds, used, created }: Legacy['values'][number]): boolean {
  return /^[a-z]+$/.test(extension) && [bytes, seconds, used, created].every(Number.isFinite);
}
