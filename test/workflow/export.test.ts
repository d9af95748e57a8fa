/** Exported workflows: every format can be read back, and the same workflow gives the same file. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { EXPORTERS } from '../../engine/workflow/export/exporters.ts';
import { inkloomPng } from '../../engine/workflow/export/inkloom-png.ts';
import { readAnyWorkflow } from '../../engine/workflow/import/read-any.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { standardNodes } from '../../nodes/index.ts';
import { repoPath } from '../inference/support/goldens.ts';

const context = { registry: new NodeRegistry(standardNodes), version: '1.2.3' };
const workflow = await loadWorkflow(repoPath('workflows/text-to-image.json'));

describe.each(EXPORTERS.map((exporter) => [exporter.extension, exporter] as const))('%s', (_extension, exporter) => {
  it('is read back by the importers', async () => {
    const bytes = await exporter.write(workflow, context);
    expect(readAnyWorkflow(bytes, 'exported')).toMatchObject({ workflow, issues: [] });
  });

  it('is the same file for the same workflow', async () => {
    const [one, two] = [await exporter.write(workflow, context), await exporter.write(workflow, context)];
    expect(Buffer.from(one).equals(two)).toBe(true);
  });
});

it('no two exporters write the same extension', () => {
  expect(new Set(EXPORTERS.map(({ extension }) => extension)).size).toBe(EXPORTERS.length);
});

describe('the drawing', () => {
  const wide = (columns: number): typeof workflow => ({
    ...workflow,
    nodes: Object.fromEntries(Array.from({ length: columns }, (_, i) => [`n${i}`, { type: 'x' }])),
    view: { nodes: Object.fromEntries(Array.from({ length: columns }, (_, i) => [`n${i}`, { x: i * 300, y: 0 }])) },
  });

  it('has two pixels a unit, and at most 4096 a side', async () => {
    const sizeOf = async (columns: number): Promise<object> => {
      const { width, height } = await sharp(await inkloomPng.write(wide(columns), context)).metadata();
      return { width, height };
    };
    // One box is 220 units wide and 38 high, with a margin of 24 on every side.
    expect(await sizeOf(1)).toEqual({ width: 2 * (220 + 48), height: 2 * (38 + 48) });
    expect(await sizeOf(30)).toMatchObject({ width: 4096 });
  });

  it('carries the version that made it', async () => {
    expect(readAnyWorkflow(await inkloomPng.write(workflow, context), 'png').provenance?.version).toBe('1.2.3');
  });
});
