/** Mute and bypass for every shipped node, with lists, subgraphs and reroutes. */
import { describe, expect, it } from 'vitest';
import type { GraphError } from '../../../engine/graph/graph-error.ts';
import type { Graph, GraphNode, Subgraph } from '../../../engine/graph/graph.ts';
import { aroundBypassed } from '../../../engine/graph/flatten/bypass.ts';
import { signatures } from '../../../engine/graph/flatten/signature.ts';
import { type Plan, planGraph, type PlanOptions } from '../../../engine/graph/plan.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { standardNodes } from '../../../nodes/index.ts';

const registry = new NodeRegistry(standardNodes);
const from = (source: string) => ({ from: source });

function plan(nodes: Graph['nodes'], subgraphs?: Graph['subgraphs'], options?: PlanOptions): Plan {
  return planGraph({ nodes, subgraphs }, registry, options);
}

function problems(nodes: Graph['nodes'], subgraphs?: Graph['subgraphs'], options?: PlanOptions): string[] {
  try {
    plan(nodes, subgraphs, options);
    return [];
  } catch (error) {
    return (error as GraphError).message.split('\n');
  }
}

const load = (image: string): GraphNode => ({ type: 'load-image', inputs: { image } });
const save = (source: string): GraphNode => ({ type: 'save-image', inputs: { image: from(source) } });
const source = (node: string, input = 'image') => ({ of: node, input });

/** What an input of a planned node reads: `node.output`, a literal, or a list of these. */
function reads({ nodes }: Plan, { of, input }: { readonly of: string; readonly input: string }): unknown {
  const shown = (value: unknown): unknown => {
    const planned = value as { kind: string; source?: string; output?: string; value?: unknown; items?: unknown[] };
    if (planned.kind === 'list') return planned.items?.map(shown);
    return planned.kind === 'link' ? `${planned.source}.${planned.output}` : planned.value;
  };
  const planned = nodes.get(of)?.inputs.get(input);
  return planned && shown(planned);
}

/** For each output, the inputs of a node whose every input is linked that take its place when it is bypassed. */
function passes(type: string): Record<string, unknown> {
  const definition = registry.get(type);
  const linked = Object.keys(definition?.inputs ?? {}).map((name) => [name, from(`x.${name}`)]);
  const nodes = new Map([['it', { type, mode: 'bypass', inputs: Object.fromEntries(linked) } as GraphNode]]);
  const signatureOf = signatures({ nodes: {} }, registry);
  return Object.fromEntries(
    Object.keys(definition?.outputs ?? {}).map((output) => {
      const { values } = aroundBypassed(nodes, signatureOf)(from(`it.${output}`));
      return [output, (values[0] as { from?: string } | undefined)?.from?.slice(2)];
    }),
  );
}

/** The same for a node to which nothing is linked: no setting of a node may pass for a result. */
function passesUnlinked(type: string): unknown[] {
  const nodes = new Map([['it', { type, mode: 'bypass' } as GraphNode]]);
  const signatureOf = signatures({ nodes: {} }, registry);
  const outputs = Object.keys(registry.get(type)?.outputs ?? {});
  return outputs.flatMap((output) => aroundBypassed(nodes, signatureOf)(from(`it.${output}`)).values);
}

describe('a bypassed node', () => {
  it('passes on its first input of the same type, for every node that ships', () => {
    const passing = standardNodes
      .map(({ type }) => [type, Object.entries(passes(type)).filter(([, input]) => input !== undefined)] as const)
      .filter(([, outputs]) => outputs.length > 0);
    expect(Object.fromEntries(passing.map(([type, outputs]) => [type, Object.fromEntries(outputs)]))).toEqual({
      'load-lora': { transformer: 'transformer' },
      'load-text-encoder-lora': { textEncoder: 'textEncoder' },
      'sampling-shift': { transformer: 'transformer' },
      'normalise-guidance': { transformer: 'transformer' },
      'add-control-to-transformer': { transformer: 'transformer' },
      'write-text': { text: 'prompt' },
      'enhance-prompt': { text: 'prompt' },
      'caption': { text: 'language' },
      'add-reference': { conditioning: 'conditioning' },
      'reference-method': { conditioning: 'conditioning' },
      'zero-conditioning': { conditioning: 'conditioning' },
      'add-control': { conditioning: 'conditioning' },
      'apply-controlnet': { control: 'others' },
      'denoise': { latent: 'latent' },
      'add-noise': { latent: 'latent' },
      'denoise-step': { latent: 'latent', samplerMemory: 'samplerMemory', memory: 'memory' },
      'keep-outside': { latent: 'latent' },
      'empty-latent-like': { latent: 'latent' },
      'empty-layers': { latent: 'latent' },
      'fit-empty-latent': { latent: 'latent' },
      'latent-mask': { latent: 'latent' },
      'repeat-latent': { latent: 'latent' },
      'place-in-batch': { latent: 'latent' },
      'scale-latent': { latent: 'latent' },
      'cut-latent': { latent: 'latent' },
      'resize-latent': { latent: 'latent' },
      'cut-schedule': { schedule: 'schedule' },
      'split-schedule': { before: 'schedule', after: 'schedule' },
      'first-sigma': { schedule: 'schedule' },
      'encode-image': { latent: 'after' },
      'fit-image': { image: 'image' },
      'resize-image': { image: 'image' },
      'crop-image': { image: 'image' },
      'pad-image': { image: 'image' },
      'composite-image': { image: 'below' },
      'paste-image': { image: 'below' },
      'preview-image': { image: 'image' },
      'preview-images': { images: 'images' },
      'canny-edges': { image: 'image' },
      'contact-sheet': { image: 'images' },
      'add-text': { image: 'image' },
      'black-out': { image: 'image' },
      'invert-mask': { mask: 'mask' },
      'grow-mask': { mask: 'mask' },
      'blur-mask': { mask: 'mask' },
      'crop-around-mask': { image: 'image', mask: 'mask' },
      'switch': { value: 'whenTrue' },
      'foreign-node': {
        first: 'linked',
        second: 'linked',
        third: 'linked',
        fourth: 'linked',
        fifth: 'linked',
        sixth: 'linked',
      },
      'reroute': { value: 'value' },
      'whole-number': { value: 'value' },
      'number': { value: 'value' },
      'text': { value: 'value' },
      'boolean': { value: 'value' },
      'batch-images': { images: 'before' },
      'pick-images': { images: 'images' },
      'scale-by-factor': { image: 'image' },
      'scale-to-side': { image: 'image' },
      'scale-to-megapixels': { image: 'image' },
      'fit-trained-size': { image: 'image' },
      'fit-multiple': { image: 'image' },
      'place-image': { image: 'below' },
      'stitch-images': { image: 'first' },
      'join-transparency': { image: 'image' },
      'split-transparency': { image: 'image' },
      'invert-image': { image: 'image' },
      'blur-image': { image: 'image' },
      'turn-image': { image: 'image' },
      'smoothed-edges': { image: 'image' },
      'feather-mask': { mask: 'mask' },
      'threshold-mask': { mask: 'mask' },
      'combine-masks': { mask: 'below' },
      'crop-mask': { mask: 'mask' },
      'join-texts': { text: 'a' },
      'replace-text': { text: 'text' },
      'trim-text': { text: 'text' },
      'change-case': { text: 'text' },
    });
  });

  it('passes no setting of its own on, only the value of a primitive or the text that it would rewrite', () => {
    const passed = standardNodes.map(({ type }) => [type, passesUnlinked(type)] as const);
    expect(Object.fromEntries(passed.filter(([, values]) => values.length > 0))).toEqual({
      'write-text': [''],
      'enhance-prompt': [''],
      'whole-number': [0],
      'number': [0],
      'text': [''],
      'boolean': [true],
      'join-texts': [''],
      'replace-text': [''],
      'trim-text': [''],
      'change-case': [''],
    });
  });

  it('that is a switch passes on the branch it would have taken, never its condition', () => {
    const nodes = (inputs: GraphNode['inputs']): Graph['nodes'] => ({
      yes: load('yes.png'),
      no: load('no.png'),
      either: { type: 'switch', mode: 'bypass', inputs },
      save: save('either.value'),
    });
    const [whenTrue, whenFalse] = [from('yes.image'), from('no.image')];
    const read = (inputs: GraphNode['inputs']): unknown => reads(plan(nodes(inputs)), source('save'));
    expect(read({ whenTrue, whenFalse })).toBe('yes.image');
    expect(read({ condition: true, whenTrue, whenFalse })).toBe('yes.image');
    expect(read({ condition: false, whenTrue, whenFalse })).toBe('no.image');
    expect(read({ condition: false, whenTrue })).toBe('yes.image');
    expect(problems(nodes({ condition: false }))).toEqual([
      'Nothing is left to run: node "save" needs node "either", which is bypassed, ' +
        'and none of its inputs can take the place of what is read from it.',
    ]);
  });

  it('passes nothing of another type on, though an input takes any type', () => {
    const nodes: Graph['nodes'] = {
      seed: { type: 'whole-number', inputs: { value: 7 } },
      label: { type: 'add-text', mode: 'bypass', inputs: { a: from('seed.value') } },
      save: save('label.image'),
    };
    expect(problems(nodes)[0]).toContain('node "save" needs node "label"');
  });

  it('passes a linked input on rather than a literal before it', () => {
    const nodes: Graph['nodes'] = {
      five: { type: 'number', inputs: { value: 5 } },
      plus: { type: 'subgraph/plus', mode: 'bypass', inputs: { a: 1, b: from('five.value') } },
      size: { type: 'picture-size', inputs: { scale: from('plus.sum') } },
    };
    const plus: Subgraph = {
      inputs: { a: { default: 0 }, b: {} },
      outputs: { sum: from('a.value') },
      nodes: {
        a: { type: 'number', inputs: { value: from('$inputs.a') } },
        b: { type: 'number', inputs: { value: from('$inputs.b') } },
      },
    };
    expect(reads(plan(nodes, { plus }, { targets: ['size'] }), source('size', 'scale'))).toBe('five.value');
  });

  it('with a list of links passes all of them to a list, and the first to a single input', () => {
    const sheet = { type: 'contact-sheet', inputs: { images: [from('a.image'), from('b.image')] } };
    const nodes: Graph['nodes'] = {
      a: load('a.png'),
      b: load('b.png'),
      inner: { ...sheet, mode: 'bypass' },
      outer: { type: 'contact-sheet', inputs: { images: [from('a.image'), from('inner.image')] } },
      both: save('outer.image'),
      one: save('inner.image'),
    };
    expect(reads(plan(nodes), source('outer', 'images'))).toEqual(['a.image', 'a.image', 'b.image']);
    expect(reads(plan(nodes), source('one'))).toBe('a.image');
  });

  it('within a list of values passes its value on', () => {
    const nodes: Graph['nodes'] = {
      seeds: { type: 'whole-number', mode: 'bypass', inputs: { value: { each: [1, 2] } } },
      size: { type: 'picture-size', inputs: { scale: from('seeds.value') } },
    };
    const planned = plan(nodes, undefined, { targets: ['size'] });
    expect([reads(planned, source('size#0', 'scale')), reads(planned, source('size#1', 'scale'))]).toEqual([1, 2]);
  });
});

describe('a bypassed subgraph', () => {
  const repaint: Subgraph = {
    inputs: { vae: {}, picture: {} },
    outputs: { picture: from('bend.value') },
    nodes: {
      entry: { type: 'reroute', inputs: { value: from('$inputs.picture') } },
      encode: { type: 'encode-image', inputs: { vae: from('$inputs.vae'), image: from('entry.value') } },
      decode: { type: 'decode-latent', inputs: { vae: from('$inputs.vae'), latent: from('encode.latent') } },
      bend: { type: 'reroute', inputs: { value: from('decode.image') } },
    },
  };
  const nodes = (inputs: GraphNode['inputs']): Graph['nodes'] => ({
    a: load('a.png'),
    paint: { type: 'subgraph/repaint', mode: 'bypass', inputs },
    bend: { type: 'reroute', inputs: { value: from('paint.picture') } },
    save: save('bend.value'),
  });

  it('passes on its own input of the type of its output, whatever happens between them', () => {
    const planned = plan(nodes({ vae: from('a.image'), picture: from('a.image') }), { repaint });
    expect(reads(planned, source('save'))).toBe('a.image');
    expect([...planned.nodes.keys()]).toEqual(['a', 'save']);
  });

  it('need not be complete', () => {
    expect(reads(plan(nodes({ picture: from('a.image') }), { repaint }), source('save'))).toBe('a.image');
  });

  it('without such an input cuts off what needs it, and is named', () => {
    expect(problems(nodes({}), { repaint })[0]).toContain('node "save" needs node "paint", which is bypassed');
  });

  it('inside another is followed', () => {
    const outer: Subgraph = {
      inputs: { picture: {} },
      outputs: { picture: from('inner.picture') },
      nodes: { inner: { type: 'subgraph/repaint', mode: 'bypass', inputs: { picture: from('$inputs.picture') } } },
    };
    const whole: Graph['nodes'] = {
      a: load('a.png'),
      all: { type: 'subgraph/outer', inputs: { picture: from('a.image') } },
      save: save('all.picture'),
    };
    expect(reads(plan(whole, { outer, repaint }), source('save'))).toBe('a.image');
  });

  it('and one that only hands an input through agree', () => {
    const through: Subgraph = { inputs: { x: {} }, outputs: { y: from('$inputs.x') }, nodes: {} };
    const whole = (mode?: GraphNode['mode']): Graph['nodes'] => ({
      a: load('a.png'),
      all: { type: 'subgraph/through', inputs: { x: from('a.image') }, mode },
      save: save('all.y'),
    });
    for (const mode of [undefined, 'bypass'] as const)
      expect(reads(plan(whole(mode), { through }), source('save'))).toBe('a.image');
  });
});

describe('many bypassed nodes', () => {
  const many = (count: number, node: (before: string, index: number) => GraphNode): Graph['nodes'] => {
    const nodes: Record<string, GraphNode> = { n0: load('a.png') };
    for (let i = 1; i <= count; i++) nodes[`n${i}`] = node(`n${i - 1}.image`, i);
    return {
      ...nodes,
      sheet: { type: 'contact-sheet', inputs: { images: [from(`n${count}.image`)] } },
      out: save('sheet.image'),
    };
  };

  it('in a row are followed', () => {
    const nodes = many(20_000, (before) => ({ type: 'add-text', mode: 'bypass', inputs: { image: from(before) } }));
    expect(reads(plan(nodes), source('sheet', 'images'))).toEqual(['n0.image']);
  });

  it('that each double a list are refused, and not counted out', () => {
    const doubled = (before: string): unknown[] => [from(before), from(before)];
    const nodes = (count: number): Graph['nodes'] =>
      many(count, (before) => ({ type: 'contact-sheet', mode: 'bypass', inputs: { images: doubled(before) } }));
    expect(reads(plan(nodes(4)), source('sheet', 'images'))).toHaveLength(16);
    for (const count of [40, 20_000]) expect(problems(nodes(count))[0]).toContain('the most is 100000');
  });

  it('in a ring give nothing to run', () => {
    const ring = (images: unknown): GraphNode => ({ type: 'contact-sheet', mode: 'bypass', inputs: { images } });
    const nodes: Graph['nodes'] = {
      a: ring([from('b.image'), from('b.image')]),
      b: ring([from('a.image'), from('b.image')]),
      c: ring(from('c.image')),
      one: save('a.image'),
      two: save('c.image'),
    };
    expect(problems(nodes).length).toBeGreaterThan(0);
  });
});

describe('a muted node', () => {
  it('cuts off a long row of nodes, in whatever order they are written', () => {
    const row = Array.from({ length: 20_000 }, (_, i) => [
      `n${i}`,
      { type: 'add-text', inputs: { image: from(`n${i + 1}.image`) } },
    ]);
    const nodes = { out: save('n0.image'), ...Object.fromEntries(row), n20000: { ...load('a.png'), mode: 'mute' } };
    expect(problems(nodes as Graph['nodes'])).toEqual([
      'Nothing is left to run: node "out" needs node "n20000", which is muted.',
    ]);
  });

  it('is named with each result it cuts off', () => {
    const nodes: Graph['nodes'] = {
      a: { ...load('a.png'), mode: 'mute' },
      bend: { type: 'reroute', inputs: { value: from('a.image') } },
      first: save('bend.value'),
      second: { ...save('bend.value'), mode: 'mute' },
      third: { ...save('bend.value'), mode: 'bypass' },
    };
    expect(problems(nodes).toSorted()).toEqual([
      'Nothing is left to run: node "first" needs node "a", which is muted.',
      'Nothing is left to run: node "second" is muted.',
      'Nothing is left to run: node "third" is bypassed.',
    ]);
    expect(problems(nodes, undefined, { targets: ['first'] })).toEqual([
      'Nothing is left to run: node "first" needs node "a", which is muted.',
    ]);
  });

  it('that is an instance of a subgraph is named for the results inside', () => {
    const saving: Subgraph = { nodes: { a: load('a.png'), save: save('a.image') } };
    expect(problems({ it: { type: 'subgraph/saving', mode: 'mute' } }, { saving })).toEqual([
      'Nothing is left to run: node "it" is muted.',
    ]);
  });

  it('inside a list leaves the rest of the list; a list of muted nodes cuts off what needs it', () => {
    const nodes = (second: GraphNode): Graph['nodes'] => ({
      a: { ...load('a.png'), mode: 'mute' },
      b: second,
      sheet: { type: 'contact-sheet', inputs: { images: [from('a.image'), from('b.image')] } },
      save: save('sheet.image'),
    });
    expect(reads(plan(nodes(load('b.png'))), source('sheet', 'images'))).toEqual(['b.image']);
    expect(problems(nodes({ ...load('b.png'), mode: 'mute' }))).toEqual([
      'Nothing is left to run: node "save" needs node "a", which is muted.',
    ]);
  });
});
