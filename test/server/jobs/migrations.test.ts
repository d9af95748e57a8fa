/** The steps of the database schema: released ones never change, new ones are added at the end. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { JOB_MIGRATIONS } from '../../../engine/jobs/sqlite/migrations.ts';
import { JOB_TABLES } from '../../../engine/jobs/sqlite/job-tables.ts';
import { closeRecovered, openRecovered } from '../../../engine/jobs/sqlite/recovery/open-recovered.ts';
import { Assets } from '../../../engine/server/comfyui/v2/assets.ts';
import { ASSET_MIGRATIONS, ASSET_TABLES } from '../../../engine/server/comfyui/v2/tables.ts';
import { DOCUMENT_MIGRATIONS } from '../../../engine/server/documents/migrations.ts';
import { newFile } from './queue-support.ts';

/** First 16 digits of the SHA-256 of each step's SQL with its white space collapsed. */
const RELEASED = {
  jobs: ['2ed602b39529ac4e', '9c786de7c42330d6', '66f98435d455c95e', '6d400de405a3cea8'],
  documents: ['5c6a59a233078591', '20c2f9412255dc95'],
  assets: ['bafac2f429a7c17c'],
};

function digest(sql: string): string {
  const text = sql.replaceAll(/\s+/g, ' ').trim();
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

it.each([
  ['jobs', JOB_MIGRATIONS],
  ['documents', DOCUMENT_MIGRATIONS],
  ['assets', ASSET_MIGRATIONS],
] as const)('the steps of %s are numbered from 1 without gaps', (subject, migrations) => {
  expect(migrations.map(({ name }) => name)).toEqual(migrations.map((_, index) => `${subject}-${index + 1}`));
});

it.each([
  ['jobs', JOB_MIGRATIONS],
  ['documents', DOCUMENT_MIGRATIONS],
  ['assets', ASSET_MIGRATIONS],
] as const)('the SQL of released steps of %s is as it was released', (subject, migrations) => {
  expect(migrations.map(({ sql }) => digest(sql))).toEqual(RELEASED[subject]);
});

it('a database from before a table existed is not taken for a damaged one', async () => {
  const file = newFile();
  const before = await openRecovered(file, { migrations: JOB_MIGRATIONS, tables: JOB_TABLES });
  closeRecovered(before.database, file);
  const tables = [...JOB_TABLES, ...ASSET_TABLES];
  const now = await openRecovered(file, { migrations: [...JOB_MIGRATIONS, ...ASSET_MIGRATIONS], tables });
  expect(now.report).toBeUndefined();
  const assets = new Assets(now.database);
  const { id } = assets.add({
    folder: 'input',
    name: 'a.png',
    mediaType: 'image/png',
    bytes: 1,
    path: null,
    hash: 'x',
  });
  now.database.prepare("UPDATE asset SET folder = 'x'").run();
  closeRecovered(now.database, file);
  // From then on it is looked after as the others are.
  const damaged = await openRecovered(file, { migrations: [...JOB_MIGRATIONS, ...ASSET_MIGRATIONS], tables });
  expect(damaged.report).toContain(id);
  closeRecovered(damaged.database, file);
});
