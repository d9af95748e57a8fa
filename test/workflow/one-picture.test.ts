/** The graph of one picture of a batch: with lists of several axes, contact sheets and subgraphs. */
import { describe, expect, it } from 'vitest';
import { planGraph } from '../../engine/graph/plan.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { ofOnePicture } from '../../engine/workflow/picture/one-picture.ts';
import { type Provenance, provenanceOf } from '../../engine/workflow/picture/provenance.ts';
import { valuesOf } from '../../engine/workflow/picture/values-of.ts';
import { WORKFLOW_FORMAT, WORKFLOW_VERSION, type Workflow } from '../../engine/workflow/schema.ts';
import { standardNodes } from '../../nodes/index.ts';

const registry = new NodeRegistry(standardNodes);
const from = (source: string) => ({ from: source });
const load = (image: Workflow['nodes'][string]['inputs'] & object) => ({ type: 'load-image', inputs: image });

function workflow(nodes: Workflow['nodes'], more: Partial<Workflow> = {}): Workflow {
  return { format: WORKFLOW_FORMAT, version: WORKFLOW_VERSION, name: 'batch', nodes, ...more };
}

/** The provenance of a picture as a run writes it, and the inputs its node and all above it were computed with. */
function made(whole: Workflow, output: string): Provenance {
  return provenanceOf(planGraph(whole, registry), output, { version: '1', workflow: whole }, {});
}

const batch = workflow(
  {
    a: load({ image: { each: ['1.png', '2.png', '3.png'], axis: 'x' } }),
    label: {
      type: 'add-text',
      inputs: { image: from('a.image'), text: { each: ['p', 'q'], axis: 'b' }, size: { each: [10, 20], axis: 'x' } },
    },
    save: { type: 'save-image', inputs: { image: from('label.image') } },
    sheet: { type: 'contact-sheet', inputs: { images: from('label.image') } },
    all: { type: 'save-image', inputs: { image: from('sheet.image'), prefix: { each: ['s', 't'], axis: 'z' } } },
    other: { type: 'preview-image', inputs: { image: from('a.image') } },
  },
  {
    parameters: { size: { sets: ['label.size', 'sheet.gap'] }, gap: { sets: ['sheet.gap'] } },
    view: {
      nodes: { a: { x: 0, y: 0 }, sheet: { x: 1, y: 1 } },
      groups: { one: { title: 'One', nodes: ['sheet'] }, two: { title: 'Two', nodes: ['a', 'all'] } },
    },
  },
);

describe('a picture of a batch', () => {
  it('has the nodes it needs, each with the values of its place; a short list gives its last', () => {
    // Axes count in alphabetical order: b, then x.
    const { workflow: one, output } = ofOnePicture(made(batch, 'save#1-2'), registry);
    expect(output).toBe('save');
    expect(one.nodes).toEqual({
      a: load({ image: '3.png' }),
      label: { type: 'add-text', inputs: { image: from('a.image'), text: 'q', size: 20 } },
      save: { type: 'save-image', inputs: { image: from('label.image') } },
    });
    expect(one.parameters).toEqual({ size: { sets: ['label.size'] } });
    expect(one.view).toEqual({ nodes: { a: { x: 0, y: 0 } }, groups: { two: { title: 'Two', nodes: ['a'] } } });
  });

  it('tells the values it was made with: parameters by name, other lists by their input', () => {
    const valuesAt = (output: string) => valuesOf(batch, output, registry);
    expect(valuesAt('save#1-2')).toEqual({ 'size': 20, 'a.image': '3.png', 'label.text': 'q' });
    expect(valuesAt('save#0-0')).toEqual({ 'size': 10, 'a.image': '1.png', 'label.text': 'p' });
  });

  it('is planned as one picture, with the very inputs it was made with', () => {
    for (const id of ['save#0-0', 'save#1-1', 'save#0-2']) {
      const before = made(batch, id);
      const one = ofOnePicture(before, registry);
      expect(planGraph(one.workflow, registry).targets).toEqual(['save']);
      expect(made(one.workflow, 'save').values).toEqual(one.values);
      expect(Object.values(one.values)).toEqual(Object.values(before.values));
    }
  });

  it('keeps the lists that a contact sheet shows', () => {
    const { workflow: one } = ofOnePicture(made(batch, 'all#1'), registry);
    expect(one.nodes['all']?.inputs).toMatchObject({ prefix: 't' });
    expect(one.nodes['a']).toEqual(batch.nodes['a']);
    expect(Object.keys(one.nodes)).toEqual(['a', 'label', 'sheet', 'all']);
  });

  it('takes the values of its place inside subgraphs too', () => {
    const picking: NonNullable<Workflow['subgraphs']>[string] = {
      outputs: { image: from('in.image') },
      nodes: { in: load({ image: { each: ['1.png', '2.png'] } }) },
    };
    const whole = workflow(
      { pick: { type: 'subgraph/picking' }, save: { type: 'save-image', inputs: { image: from('pick.image') } } },
      { subgraphs: { picking, unused: picking } },
    );
    const { workflow: one } = ofOnePicture(made(whole, 'save#1'), registry);
    expect(one.subgraphs).toEqual({ picking: { ...picking, nodes: { in: load({ image: '2.png' }) } } });
    expect(planGraph(one, registry).targets).toEqual(['save']);
  });

  it('that needs one value of a list and all of them keeps the whole graph', () => {
    const whole = workflow({
      a: load({ image: { each: ['1.png', '2.png'] } }),
      sheet: { type: 'contact-sheet', inputs: { images: from('a.image') } },
      paste: { type: 'composite-image', inputs: { below: from('sheet.image'), above: from('a.image') } },
      save: { type: 'save-image', inputs: { image: from('paste.image') } },
    });
    const before: Provenance = { version: '1', workflow: whole, output: 'save#1', values: {}, models: {} };
    expect(ofOnePicture(before, registry)).toBe(before);
  });

  it('that is no copy keeps the whole graph', () => {
    const before: Provenance = { version: '1', workflow: batch, output: 'save', values: {}, models: {} };
    expect(ofOnePicture(before, registry)).toBe(before);
  });
});
