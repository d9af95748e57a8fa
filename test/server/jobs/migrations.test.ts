/** The steps of the database schema: released ones never change, new ones are added at the end. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { JOB_MIGRATIONS } from '../../../engine/jobs/sqlite/migrations.ts';
import { JOB_TABLES } from '../../../engine/jobs/sqlite/job-tables.ts';
import { closeRecovered, openRecovered } from '../../../engine/jobs/sqlite/recovery/open-recovered.ts';
import { Assets } from '../../../engine/server/comfyui/v2/assets.ts';
import { ASSET_MIGRATIONS, ASSET_TABLES } from '../../../engine/server/comfyui/v2/tables.ts';
import { DOCUMENT_MIGRATIONS } from '../../../engine/server/documents/migrations.ts';
import { GALLERY_MIGRATIONS, GALLERY_TABLES } from '../../../engine/server/gallery/tables.ts';
import { PictureIndex } from '../../../engine/server/gallery/picture-index.ts';
import { VERSION_MIGRATIONS } from '../../../engine/server/versions/tables.ts';
import { newFile } from './queue-support.ts';

/** First 16 digits of the SHA-256 of each step's SQL with its white space collapsed. */
const RELEASED = {
  jobs: ['2ed602b39529ac4e', '9c786de7c42330d6', '66f98435d455c95e', '6d400de405a3cea8', '069a9bbc60924e80'],
  documents: ['5c6a59a233078591', '20c2f9412255dc95'],
  assets: ['bafac2f429a7c17c'],
  gallery: ['c5ea3ce232b6f2a3'],
  versions: ['06b95f613ccd8dd0'],
};

function digest(sql: string): string {
  const text = sql.replaceAll(/\s+/g, ' ').trim();
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

it.each([
  ['jobs', JOB_MIGRATIONS],
  ['documents', DOCUMENT_MIGRATIONS],
  ['assets', ASSET_MIGRATIONS],
  ['gallery', GALLERY_MIGRATIONS],
  ['versions', VERSION_MIGRATIONS],
] as const)('the steps of %s are numbered from 1 without gaps', (subject, migrations) => {
  expect(migrations.map(({ name }) => name)).toEqual(migrations.map((_, index) => `${subject}-${index + 1}`));
});

it.each([
  ['jobs', JOB_MIGRATIONS],
  ['documents', DOCUMENT_MIGRATIONS],
  ['assets', ASSET_MIGRATIONS],
  ['gallery', GALLERY_MIGRATIONS],
  ['versions', VERSION_MIGRATIONS],
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

it('a damaged database keeps its pictures, and finds them by their words', async () => {
  const file = newFile();
  const migrations = [...JOB_MIGRATIONS, ...ASSET_MIGRATIONS, ...GALLERY_MIGRATIONS];
  const tables = [...JOB_TABLES, ...ASSET_TABLES, ...GALLERY_TABLES];
  const before = await openRecovered(file, { migrations, tables });
  const picture = { mediaType: 'image/png', bytes: 1, made: 1000 };
  new PictureIndex(before.database).add([{ ...picture, name: 'a.png', prompt: 'a red fox' }]);
  // Makes the table of assets.
  expect(new Assets(before.database).get('id')).toBeUndefined();
  before.database.exec("INSERT INTO asset VALUES ('id', 'x', 'a.png', 'image/png', 1, NULL, NULL, NULL, 1)");
  closeRecovered(before.database, file);
  const after = await openRecovered(file, { migrations, tables });
  expect(after.report).toContain('id');
  const found = new PictureIndex(after.database).list({ search: 'fox' }, { limit: 5 });
  expect(found).toMatchObject({ count: 1, pictures: [{ name: 'a.png', prompt: 'a red fox' }] });
  closeRecovered(after.database, file);
});
