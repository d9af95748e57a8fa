// @vitest-environment happy-dom
/** Help pages, and the examples that open from them. */
import { h } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { comfyNodes } from '../../../nodes/comfyui/index.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { classesByType } from '../../../engine/comfyui/classes.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { catalogueOf } from '../../../engine/server/catalogue.ts';
import { nodeTypes } from '../../../editor/document/graph/catalogue.ts';
import { wiresOf } from '../../../editor/document/graph/links.ts';
import { smallExample } from '../../../editor/panels/help/example.ts';
import { Help } from '../../../editor/panels/help/Help.tsx';
import { clear, click, named, settled, show } from './dom.ts';
import { fakeEditor } from './fake.ts';

afterEach(clear);

const types = nodeTypes(catalogueOf(new NodeRegistry(standardNodes), classesByType(comfyNodes)));
const MODELS = { checkpoints: ['nano'], controlNets: [], entries: [], missing: [] };

async function open(type: string) {
  const fake = fakeEditor();
  Object.assign(fake.editor, { types: { value: types, peek: () => types } });
  const closed = vi.fn<() => void>();
  const root = show(h(Help, { editor: fake.editor, dialog: { kind: 'help', type }, onClose: closed }));
  await settled();
  return { root, fake, closed };
}

describe('the help page of a node', () => {
  it('says what it does, takes and gives, and its name in ComfyUI', async () => {
    const { root } = await open('denoise');
    const text = root.textContent ?? '';
    expect(root.querySelector('h2')?.textContent).toBe('Denoise');
    expect(text).toContain(types.get('denoise')?.description);
    expect(root.querySelector('.pn-help-facts')?.textContent).toContain('KSampler');
    const guidance = [...root.querySelectorAll('.pn-help-list dt')].find((each) => each.textContent === 'Guidance');
    expect(guidance?.nextElementSibling?.textContent).toMatch(/Number from 0 to .* · usually 4/);
  });

  it('leads to the pages of nodes that fit, and back', async () => {
    const { root } = await open('denoise');
    await click(named(root, 'Schedule', 'button'));
    expect(root.querySelector('h2')?.textContent).toBe('Schedule');
    await click(named(root, 'Back', 'button'));
    expect(root.querySelector('h2')?.textContent).toBe('Denoise');
  });

  it('opens an example as a new document', async () => {
    const { root, fake, closed } = await open('invert-image');
    await click(named(root, 'Open an example', 'button'));
    const [, source] = fake.calls.find(([name]) => name === 'open') ?? [];
    expect(source).toMatchObject({
      workflow: {
        name: 'Example: Invert image',
        nodes: { 'invert-image': { inputs: { image: { from: 'load-image.image' } } } },
      },
    });
    expect(closed).toHaveBeenCalledOnce();
  });
});

it('makes an example of every node that links all its required sockets', () => {
  const loose = [...types.keys()]
    .filter((type) => type !== 'foreign-node')
    .flatMap((type) => {
      const { nodes } = smallExample(types, MODELS, type, 'x');
      const linked = new Set(wiresOf({ nodes } as Workflow).map(({ to }) => `${to.node}.${to.input}`));
      return Object.entries(nodes).flatMap(([id, node]) =>
        Object.entries(types.get(node.type)?.inputs ?? {})
          .filter(([name, input]) => input.kind === 'socket' && !input.optional && !linked.has(`${id}.${name}`))
          .map(([name]) => `${type}: ${id}.${name}`),
      );
    });
  expect(loose).toEqual([]);
});
