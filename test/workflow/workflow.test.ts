/** Reading workflow files: what is kept, and what is refused with which words. */
import { describe, expect, it } from 'vitest';
import { loadWorkflow, parseWorkflow } from '../../engine/workflow/load.ts';
import { WorkflowError } from '../../engine/workflow/workflow-error.ts';

const minimal = { format: 'inkloom-workflow', version: 3, name: 'Mine', nodes: {} };

describe('reading a workflow', () => {
  it('keeps fields and node types it does not know', () => {
    const written = {
      ...minimal,
      author: 'me',
      nodes: { a: { type: 'not-mine', colour: 'red', inputs: { x: [1, { y: null }] } } },
    };
    expect(parseWorkflow(JSON.stringify(written), 'mine.json')).toEqual(written);
  });

  it.each([
    ['no JSON', '{', 'mine.json: not JSON: '],
    ['another format', JSON.stringify({ ...minimal, format: 'other' }), 'mine.json: format: '],
    ['no version', JSON.stringify({ ...minimal, version: undefined }), 'mine.json: version: '],
    ['a node id with a dot', JSON.stringify({ ...minimal, nodes: { 'a.b': { type: 'x' } } }), 'mine.json: nodes.a.b: '],
    ['a node without type', JSON.stringify({ ...minimal, nodes: { a: {} } }), 'mine.json: nodes.a.type: '],
    [
      'a parameter that sets nothing',
      JSON.stringify({ ...minimal, parameters: { p: { sets: ['x'] } } }),
      'expected "node.input"',
    ],
  ])('refuses %s and says where', (_name, text, message) => {
    expect(() => parseWorkflow(text, 'mine.json')).toThrow(WorkflowError);
    expect(() => parseWorkflow(text, 'mine.json')).toThrow(message);
  });

  it('names every wrong field', () => {
    const text = JSON.stringify({ ...minimal, name: 3, nodes: { a: {}, b: { type: '' } } });
    expect(() => parseWorkflow(text, 'mine.json')).toThrow(
      expect.objectContaining({ problems: [expect.any(String), expect.any(String), expect.any(String)] }),
    );
  });

  it('says which file is missing', async () => {
    await expect(loadWorkflow('no-such.json')).rejects.toThrow('no-such.json: there is no such file');
  });
});
