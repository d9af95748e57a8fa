/** The steps of the database schema: released ones never change, new ones are added at the end. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { JOB_MIGRATIONS } from '../../../engine/jobs/sqlite/migrations.ts';
import { ASSET_MIGRATIONS } from '../../../engine/server/comfyui/v2/tables.ts';
import { DOCUMENT_MIGRATIONS } from '../../../engine/server/documents/migrations.ts';

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
