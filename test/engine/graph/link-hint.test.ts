/** Links in another form than `{ "from": "node.output" }`: the error says how to write them. */
import { describe, expect, it } from 'vitest';
import type { GraphError } from '../../../engine/graph/graph-error.ts';
import { planGraph } from '../../../engine/graph/plan.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { standardNodes } from '../../../nodes/index.ts';

const registry = new NodeRegistry(standardNodes);

function problem(image: unknown, extra: Readonly<Record<string, unknown>> = {}): string {
  const nodes = {
    load: { type: 'load-image', inputs: { image: 'a.png' } },
    4: { type: 'load-image', inputs: { image: 'b.png' } },
    save: { type: 'save-image', inputs: { image, ...extra } },
  };
  try {
    planGraph({ nodes }, registry);
    return '';
  } catch (error) {
    return (error as GraphError).message;
  }
}

describe('a link in the wrong form', () => {
  it.each<[unknown, string]>([
    ['load.image', 'A link is written { "from": "load.image" }.'],
    [['load', 0], 'A link is written { "from": "load.image" }.'],
    [['4', 1], 'A link is written { "from": "4.mask" }.'],
    [[4, 0], 'A link is written { "from": "4.image" }.'],
    [['load', 'mask'], 'A link is written { "from": "load.mask" }.'],
    [{ from: ['load', 'image'] }, 'A link is written { "from": "load.image" }.'],
    [{ link: 'load.image' }, 'A link is written { "from": "load.image" }.'],
    [{ node: 'load', output: 'image' }, 'A link is written { "from": "load.image" }.'],
    ['load', 'A link is written { "from": "load.OUTPUT" }, with one of its outputs: image, mask.'],
    [['load', 7], 'A link is written { "from": "load.OUTPUT" }, with one of its outputs: image, mask.'],
    ['nobody.image', 'A link is written { "from": "node.output" }.'],
    [{}, 'A link is written { "from": "node.output" }.'],
  ])('%j is refused with the right form', (value, hint) => {
    expect(problem(value)).toContain('Node "save", input "image": expected a link to an output of type image, got ');
    expect(problem(value)).toContain(hint);
  });

  it('without its output names the outputs', () => {
    expect(problem({ from: 'load' })).toBe(
      'Node "save", input "image": the link names no output. ' +
        'Write { "from": "load.OUTPUT" }, with one of: image, mask.',
    );
  });

  it('is found at inputs that take a literal too, and a literal that is none is no link', () => {
    const image = { from: 'load.image' };
    expect(problem(image, { quality: ['load', 0] })).toContain('A link is written { "from": "load.image" }.');
    expect(problem(image, { quality: ['nobody', 0] })).not.toContain('A link');
    expect(problem(image, { prefix: 'load.image' })).toBe('');
  });
});

describe('an input that takes any value', () => {
  const chosen = (whenTrue: unknown): string => {
    const load = { type: 'load-image', inputs: { image: 'a.png' } };
    const save = { type: 'save-image', inputs: { image: { from: 'either.value' } } };
    try {
      planGraph({ nodes: { load, either: { type: 'switch', inputs: { whenTrue } }, save } }, registry);
      return '';
    } catch (error) {
      return (error as GraphError).message;
    }
  };

  it.each([4.5, true, '', 'a red star.', 'load', 'nobody.image'])('takes %j', (value) => {
    expect(chosen(value)).toBe('');
  });

  it('takes a text that names an output for a link, and no list', () => {
    expect(chosen('load.image')).toContain('A link is written { "from": "load.image" }.');
    expect(chosen([1, 2])).toContain('expected a link to an output of type any, got a list.');
  });
});
