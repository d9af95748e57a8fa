/** The tables of the gallery, and facts for checking and restoring them. Released steps never change. */
import type { Migration } from '../../jobs/sqlite/migrate.ts';
import type { TableFacts } from '../../jobs/sqlite/recovery/table-facts.ts';

export const GALLERY_MIGRATIONS: readonly Migration[] = [
  {
    name: 'gallery-1',
    // `number` is the time in milliseconds times 1000, plus a count: the latest picture has the highest number, so
    // pages, dates and the index of words need no sorting. `words` is the text that is searched. `picture_words` holds
    // no text of its own. A deleted picture moves to `picture_trash`: `file` is its name there, `facts` its row as
    // JSON.
    sql: `
      CREATE TABLE picture (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        media_type TEXT NOT NULL,
        width INTEGER,
        height INTEGER,
        bytes INTEGER NOT NULL,
        run TEXT,
        seconds REAL,
        workflow TEXT,
        prompt TEXT,
        seed TEXT,
        model TEXT,
        starred INTEGER NOT NULL DEFAULT 0,
        words TEXT NOT NULL
      ) STRICT;
      CREATE INDEX picture_starred ON picture (number) WHERE starred = 1;
      CREATE INDEX picture_seed ON picture (seed, number) WHERE seed IS NOT NULL;
      CREATE INDEX picture_model ON picture (model, number) WHERE model IS NOT NULL;
      CREATE VIRTUAL TABLE picture_words USING fts5 (
        words, content = 'picture', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
      );
      CREATE TRIGGER picture_added AFTER INSERT ON picture BEGIN
        INSERT INTO picture_words (rowid, words) VALUES (new.number, new.words);
      END;
      CREATE TRIGGER picture_removed AFTER DELETE ON picture BEGIN
        INSERT INTO picture_words (picture_words, rowid, words) VALUES ('delete', old.number, old.words);
      END;
      CREATE TABLE picture_trash (
        number INTEGER PRIMARY KEY,
        deleted INTEGER NOT NULL,
        name TEXT NOT NULL,
        file TEXT NOT NULL,
        facts TEXT NOT NULL
      ) STRICT;
    `,
  },
];

export const GALLERY_TABLES: readonly TableFacts[] = ['picture', 'picture_trash'].map((name) => ({
  name,
  title: name === 'picture' ? 'picture of the gallery' : 'deleted picture',
  since: 'gallery-1',
  key: ['number'],
  isRestored: true,
  isSound: () => true,
}));
