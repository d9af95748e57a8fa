/** Migrations: files of every earlier version are brought up to date. */
import { describe, expect, it } from 'vitest';
import { parseWorkflow } from '../../engine/workflow/load.ts';
import { MIGRATIONS } from '../../engine/workflow/migrations.ts';
import { WORKFLOW_VERSION } from '../../engine/workflow/schema.ts';

const minimal = { format: 'inkloom-workflow', version: 3, name: 'Mine', nodes: {} };

describe('migrations', () => {
  it('lead from version 1 to the current version without a gap', () => {
    const versions = Array.from({ length: WORKFLOW_VERSION - 1 }, (_, i) => i + 2);
    expect(MIGRATIONS.map(({ to }) => to)).toEqual(versions);
  });

  const first = {
    format: 'inkloom-workflow',
    version: 1,
    name: 'Old',
    nodes: { a: { type: 'x' } },
    view: { a: { x: 1, y: 2 } },
    author: 'me',
  };

  it('bring a file of version 1 up to date and keep its unknown fields', () => {
    expect(parseWorkflow(JSON.stringify(first), 'old.json')).toEqual({
      ...first,
      version: 3,
      view: { nodes: { a: { x: 1, y: 2 } } },
    });
  });

  it('bring a file of version 1 without a view up to date', () => {
    const without = { ...first, view: undefined };
    expect(parseWorkflow(JSON.stringify(without), 'old.json')).toEqual({
      format: first.format,
      version: 3,
      name: 'Old',
      nodes: first.nodes,
      author: 'me',
    });
  });

  it('give ids to the notes and groups of version 2', () => {
    const view = {
      notes: [{ text: 'hello', x: 1, y: 2 }],
      groups: [{ title: 'All', nodes: ['a'] }, { title: 'None' }],
    };
    expect(parseWorkflow(JSON.stringify({ ...minimal, version: 2, view }), 'two.json').view).toEqual({
      notes: { 'note-1': { text: 'hello', x: 1, y: 2 } },
      groups: { 'group-1': { title: 'All', nodes: ['a'] }, 'group-2': { title: 'None', nodes: [] } },
    });
  });

  it('do not change a file of the current version', () => {
    const today = { ...minimal, view: { nodes: { a: { x: 1, y: 2 } } } };
    expect(parseWorkflow(JSON.stringify(today), 'new.json')).toEqual(today);
  });

  it('refuse a file of a later version', () => {
    expect(() => parseWorkflow(JSON.stringify({ ...minimal, version: 99 }), 'new.json')).toThrow(
      'made by a later version of Inkloom (file version 99',
    );
  });
});
