/** The messages of clients that the live connection takes. */
import { expect, it } from 'vitest';
import type { Patch } from '../../../engine/protocol/index.ts';
import { readClientMessage } from '../../../engine/server/live/client-message.ts';

it.each<[string, Patch]>([
  ['sets a value', [{ path: ['nodes', 'a', 'title'], value: 'A' }]],
  ['creates', [{ path: ['nodes', 'a'], value: { type: 't' }, create: true }]],
  ['restores', [{ path: ['nodes', 'a'], value: { type: 't' }, create: 'again' }]],
  ['inserts before another', [{ path: ['nodes', 'a', 'inputs', 'b'], value: 1, before: 'c' }]],
  ['deletes', [{ path: ['nodes', 'a'] }]],
  ['moves a deleted key', [{ path: ['nodes', 'a'], before: 'c' }]],
  ['deletes and sets', [{ path: ['nodes', 'a'] }, { path: ['name'], value: null }]],
])('takes an edit that %s', (_, patch) => {
  const message = { type: 'edit', document: 'd', edit: 'e', patch };
  expect(readClientMessage(Buffer.from(JSON.stringify(message)))).toEqual(message);
});

it.each([
  ['no JSON', '{'],
  ['another type', '{"type":"delete","document":"d","edit":"e","patch":[]}'],
  ['no path', '{"type":"edit","document":"d","edit":"e","patch":[{"value":1}]}'],
  ['an empty path', '{"type":"edit","document":"d","edit":"e","patch":[{"path":[],"value":1}]}'],
])('takes no message with %s', (_, text) => {
  expect(readClientMessage(Buffer.from(text))).toBeUndefined();
});
