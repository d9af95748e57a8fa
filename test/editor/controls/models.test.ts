// @vitest-environment happy-dom
/** The list of models of a part in a file of its own: what fits, what is missing, and what was just put there. */
import { type Signal } from '@preact/signals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Models } from '../../../engine/protocol/index.ts';
import { catalogueNode, model, stub } from './support/stub.ts';

const NODES = [
  catalogueNode('load-transformer', { transformer: { kind: 'model', of: 'transformer' } }),
  catalogueNode('load-text-encoder', { textEncoder: { kind: 'model', of: 'textEncoder' } }),
];

const sized = (name: string, kind: string, text: number) => ({ ...model(name, kind), fits: { text } });
const MODELS: Models = {
  checkpoints: [],
  controlNets: [],
  entries: [
    sized('dit', 'transformer', 3584),
    sized('large', 'textEncoder', 4096),
    sized('right', 'textEncoder', 3584),
    { ...sized('for tests', 'textEncoder', 3584), isTest: true },
  ],
  missing: ['dit (Qwen-Image) lacks a VAE: put qwen_image_vae.safetensors into vae/'],
};

function open(rescan = () => {}) {
  const made = stub({
    nodes: NODES,
    workflow: {
      t: { type: 'load-transformer', inputs: { transformer: 'dit' } },
      n: { type: 'load-text-encoder', inputs: {} },
    },
    models: MODELS,
    rescan,
  });
  const field = made.field('textEncoder');
  (field.element.querySelector('.model') as HTMLElement).click();
  return made;
}

const shown = (): (string | undefined)[][] =>
  [...document.querySelectorAll<HTMLElement>('[role=option]')].map(({ title, dataset }) => [
    title.split('\n')[0],
    dataset['group'],
  ]);

afterEach(() => {
  document.body.replaceChildren();
});

describe('the list of models', () => {
  it('groups what fits the other parts of the workflow, and leaves out models made for tests', () => {
    open();
    expect(shown()).toEqual([
      ['right', 'Fits the other parts'],
      ['large', 'Does not fit them'],
    ]);
  });

  it('says below what is missing and where to put it', () => {
    open();
    expect(document.querySelector('.picker-note')?.textContent).toBe(MODELS.missing[0]);
  });

  it('has the server look anew when it opens, and shows what it found', () => {
    const rescan = vi.fn<() => void>();
    const { editor } = open(rescan);
    expect(rescan).toHaveBeenCalledOnce();
    const found = sized('just put there', 'textEncoder', 3584);
    (editor.models as Signal<Models>).value = { ...MODELS, entries: [...MODELS.entries, found] };
    expect(shown()).toEqual([
      ['right', 'Fits the other parts'],
      ['just put there', undefined],
      ['large', 'Does not fit them'],
    ]);
  });
});
