// @vitest-environment happy-dom
/** The library of nodes: its search, its sections, and adding from it. */
import { h } from 'preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { comfyNodes } from '../../../nodes/comfyui/index.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { classesByType } from '../../../engine/comfyui/classes.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { catalogueOf } from '../../../engine/server/catalogue.ts';
import { nodeTypes } from '../../../editor/document/graph/catalogue.ts';
import { nodeChoices } from '../../../editor/panels/dialogs/node-choices.ts';
import { favourites } from '../../../editor/panels/library/favourites.ts';
import { LibraryPanel } from '../../../editor/panels/library/LibraryPanel.tsx';
import { searchNodes } from '../../../editor/panels/library/search-nodes.ts';
import { clear, click, named, press, settled, show, texts, type } from './dom.ts';
import { type Fake, fakeEditor, WORKFLOW } from './fake.ts';

beforeEach(() => {
  localStorage.clear();
  favourites.value = [];
});
afterEach(clear);

const types = nodeTypes(catalogueOf(new NodeRegistry(standardNodes), classesByType(comfyNodes)));

describe('the search for nodes', () => {
  const choices = nodeChoices({ ...WORKFLOW, nodes: {} }, types, {}, []);
  const first = (query: string): string[] =>
    searchNodes(query, choices)
      .slice(0, 3)
      .map(({ item }) => item.type);

  it.each([
    ['ksampler', 'denoise'],
    ['sampler', 'denoise'],
    ['clip text', 'encode-text'],
    ['negative', 'encode-text'],
    ['checkpoint', 'load-checkpoint'],
    ['vae decode', 'decode-latent'],
    ['load image', 'load-image'],
    ['upscale', 'resize-image'],
    ['seed', 'denoise'],
    ['primitive', 'whole-number'],
    ['img2img', 'encode-image'],
    ['inpaint', 'latent-mask'],
    ['lora', 'load-lora'],
    ['UNETLoader', 'load-transformer'],
    ['CFGGuider', 'denoise'],
  ])('finds by "%s" among the first: %s', (query, wanted) => {
    expect(
      searchNodes(query, choices)
        .slice(0, 5)
        .map(({ item }) => item.type),
    ).toContain(wanted);
  });

  it('puts the node that stands for a class first', () => {
    expect(first('KSampler')[0]).toBe('denoise');
    expect(first('VAEDecode')).toContain('decode-latent');
  });
});

describe('the library', () => {
  const open = async (): Promise<{ readonly fake: Fake; readonly root: HTMLElement }> => {
    const fake = fakeEditor();
    const root = show(h(LibraryPanel, { editor: fake.editor }));
    await settled();
    return { fake, root };
  };
  const count = ({ fake }: { readonly fake: Fake }): number =>
    Object.keys(fake.session.document.workflow.peek().nodes).length;
  const titles = (root: HTMLElement): string[] => texts(root, 'summary');

  it('adds a node by Enter from the search, and lists it as recent', async () => {
    const made = await open();
    const before = count(made);
    const field = made.root.querySelector('input');
    await type(field, 'save');
    await press(field, 'Enter');
    expect(count(made)).toBe(before + 1);
    expect(made.root.querySelector('.visually-hidden[role=status]')?.textContent).toBe('Save was added.');
    await type(field, '');
    expect(titles(made.root)[0]).toBe('Recent');
  });

  it('keeps favourites in the browser, before all others', async () => {
    const { root } = await open();
    await click(named(root, 'Add Save to the favourites', 'button'));
    expect(titles(root)[0]).toBe('Favourites');
    expect(localStorage.getItem('inkloom/favourite-nodes')).toBe('["save"]');
    await click(named(root, 'Remove Save from the favourites', 'button'));
    expect(titles(root)).not.toContain('Favourites');
  });

  it('goes from the search into the list by keys', async () => {
    const { root } = await open();
    await press(root.querySelector('input'), 'ArrowDown');
    const rows = [...root.querySelectorAll('.pn-library-add')];
    expect(document.activeElement).toBe(rows[0]);
    await press(document.activeElement, 'ArrowDown');
    expect(document.activeElement).toBe(rows[1]);
  });

  it('opens the help of a node', async () => {
    const { fake, root } = await open();
    await click(named(root, 'About Save', 'button'));
    expect(fake.editor.dialog.value).toEqual({ kind: 'help', type: 'save' });
  });
});
