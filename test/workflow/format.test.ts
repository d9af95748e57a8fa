/** The text of workflow files: it reads back as the same workflow, and a small change is a small diff. */
import { describe, expect, it } from 'vitest';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { formatWorkflow } from '../../engine/workflow/format.ts';
import { loadWorkflow, parseWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { standardNodes } from '../../nodes/index.ts';
import { repoPath } from '../inference/support/goldens.ts';

const registry = new NodeRegistry(standardNodes);
const shipped = await loadWorkflow(repoPath('workflows/text-to-image.json'));
const minimal = { format: 'inkloom-workflow', version: 3, name: 'Mine', nodes: {} };

describe('the text of a workflow', () => {
  it('reads back as the same workflow, known fields in order and unknown ones kept', () => {
    const nodes = { b: { inputs: { x: 1 }, colour: 'red', type: 'y' }, a: { type: 'x' } };
    const workflow = parseWorkflow(
      JSON.stringify({ view: { notes: {} }, author: 'me', ...minimal, nodes }),
      'mine.json',
    );
    const text = formatWorkflow(workflow);
    expect(parseWorkflow(text, 'again.json')).toEqual(workflow);
    expect(text.split('\n').slice(1, 8)).toEqual([
      '  "format": "inkloom-workflow",',
      '  "version": 3,',
      '  "name": "Mine",',
      '  "nodes": {',
      '    "b": { "type": "y", "inputs": { "x": 1 }, "colour": "red" },',
      '    "a": { "type": "x" }',
      '  },',
    ]);
  });

  it('changes in one line for one changed value', () => {
    const changed = applySettings(shipped, ['seed=5'], registry);
    const [before, after] = [formatWorkflow(shipped).split('\n'), formatWorkflow(changed).split('\n')];
    expect(after).toHaveLength(before.length);
    expect(after.filter((line, i) => line !== before[i])).toEqual(['        "seed": "5",']);
  });
});
