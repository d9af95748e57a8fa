// Work on files of strangers: what the thread answers is what is done at once, and it has limits of time and memory.
import { afterAll, describe, expect, it } from 'vitest';
import { GraphError } from '../../engine/graph/graph-error.ts';
import { planGraph } from '../../engine/graph/plan.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import type { Workflow } from '../../engine/protocol/index.ts';
import { Foreign } from '../../engine/server/foreign/foreign.ts';
import { ForeignThread } from '../../engine/server/foreign/thread.ts';
import { DEFAULT_LIMITS } from '../../engine/server/limits.ts';
import { formatWorkflow } from '../../engine/workflow/format.ts';
import { jsonCost } from '../../engine/workflow/json-cost.ts';
import { WorkflowTooLargeError } from '../../engine/workflow/workflow-error.ts';
import { standardNodes } from '../../nodes/index.ts';
import { temporaryFolder } from './http/http-support.ts';

const registry = new NodeRegistry(standardNodes);
const foreign = new Foreign(registry, { version: '1', limits: DEFAULT_LIMITS });
afterAll(() => foreign.close());

const link = (source: string): { from: string } => ({ from: source });

/** A row of crops behind a picture. */
function row(length: number, last = 'preview-image'): Workflow {
  const nodes: Record<string, Workflow['nodes'][string]> = {
    n0: { type: 'load-image', inputs: { image: { each: ['a.png', 'b.png'] } } },
  };
  for (let i = 1; i <= length; i++)
    nodes[`n${i}`] = { type: 'crop-image', inputs: { image: link(`n${i - 1}.image`), x: i } };
  nodes['end'] = { type: last, inputs: { image: link(`n${length}.image`) } };
  return { format: 'inkloom-workflow', version: 3, name: 'Row', nodes };
}

describe('a large graph', () => {
  it('has the same plan as in this thread, with the code of its nodes', async () => {
    const workflow = row(600);
    const plan = await foreign.plan(workflow);
    const expected = planGraph(workflow, registry);
    expect(plan).toEqual(expected);
    expect(plan.nodes.get('n1#0')?.definition).toBe(registry.get('crop-image'));
  });

  it('has the same problems, of which the first thousand are listed', async () => {
    const workflow = row(1500);
    for (const node of Object.values(workflow.nodes)) Object.assign(node, { type: 'resize-imag' });
    const error: unknown = await foreign.plan(workflow, { partial: true }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GraphError);
    const { issues, message, total } = error as GraphError;
    expect(issues[0]).toMatchObject({ code: 'unknown-node-type', node: 'n0#0', received: 'resize-imag' });
    expect([issues.length, total]).toEqual([1000, 2 * 1502 + 1]);
    expect(message).toContain('Did you mean "resize-image"?');
    expect(message).toMatch(/And 2905 more problems\.$/);
  });

  it('is refused above the limit of the server', async () => {
    const few = new Foreign(registry, { version: '1', limits: { ...DEFAULT_LIMITS, flatNodes: 1000 } });
    await expect(few.plan(row(600))).rejects.toThrow('has 1204 nodes; the most is 1000');
    await few.close();
  });
});

describe('a large body', () => {
  const workflow = row(300);
  const bytes = (body: unknown): Uint8Array => Buffer.from(JSON.stringify(body));

  it('is given back as it is, and its workflow counts as checked', async () => {
    const body = (await foreign.body(bytes({ workflow, targets: ['end'] }))) as { workflow: Workflow };
    expect(body).toEqual({ workflow, targets: ['end'] });
    expect(foreign.isChecked(body.workflow)).toBe(true);
    expect(foreign.isChecked(workflow)).toBe(false);
  });

  it('is refused with what is wrong with it', async () => {
    await expect(foreign.body(bytes({ workflow: { ...workflow, name: 3 } }))).rejects.toThrow('workflow: name: ');
    await expect(foreign.body(Buffer.from('{'.repeat(20)))).rejects.toMatchObject({ status: 400 });
    await expect(foreign.body(Buffer.from(`[${'{},'.repeat(300_000)}1]`))).rejects.toBeInstanceOf(
      WorkflowTooLargeError,
    );
  });

  it('is formatted as in this thread', async () => {
    expect(await foreign.format(workflow)).toBe(formatWorkflow(workflow));
  });
});

describe('the thread', () => {
  const settings = { nodes: [], version: '1', limits: { ...DEFAULT_LIMITS } };

  it('is ended when it takes too long, and the next question goes to another', async () => {
    const thread = new ForeignThread(settings, { time: 50 });
    const slow = JSON.stringify({
      nodes: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`n${i}`, { type: 'x' }])),
    });
    const format = { workflow: JSON.stringify({ ...row(20_000), extra: JSON.parse(slow) as unknown }) };
    await expect(Promise.all([1, 2, 3].map(() => thread.ask('format', format)))).rejects.toMatchObject({
      status: 422,
      code: 'too-costly',
    });
    expect(await thread.ask('format', { workflow: '{"nodes":{}}' })).toBe('{\n  "nodes": {}\n}\n');
    await thread.close();
  });

  it('answers what it cannot do with the error', async () => {
    const path = await temporaryFolder();
    await expect(foreign.measure(`${path}/nothing.png`)).rejects.toThrow('no such file');
    await expect(foreign.read(`${path}/nothing.png`, 'x')).rejects.toThrow('no such file');
  });

  it('refuses more than it is to remember', async () => {
    const thread = new ForeignThread(settings, { waiting: 1 });
    const asked = [1, 2, 3].map(() =>
      thread.ask('format', { workflow: '{"nodes":{}}' }).catch((error: unknown) => error),
    );
    expect(await Promise.all(asked)).toContainEqual(expect.objectContaining({ status: 503, code: 'busy' }));
    await thread.close();
  });
});

it.each([
  ['1', 1, 0],
  ['{}', 2, 1],
  ['[1,2,3]', 4, 1],
  ['{"a":{"b":[]}}', 4, 3],
  ['["[,{",",\\",\\\\","\\\\"]', 4, 1],
])('the cost of %s is counted without parsing it', (text, values, depth) => {
  expect(jsonCost(Buffer.from(text), { values: 100, depth: 100 })).toEqual({ values, depth });
});
