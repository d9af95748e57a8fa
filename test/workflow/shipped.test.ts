/** The workflows that ship: each is valid, tidy, and has its drawing beside it. */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { planGraph } from '../../engine/graph/plan.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { drawWorkflow } from '../../engine/workflow/draw/draw.ts';
import { formatWorkflow } from '../../engine/workflow/format.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { workflowJsonSchema } from '../../engine/workflow/schema.ts';
import { checkParameters } from '../../engine/workflow/settables.ts';
import { standardNodes } from '../../nodes/index.ts';
import { repoPath } from '../inference/support/goldens.ts';

const registry = new NodeRegistry(standardNodes);

describe('the workflows that ship', async () => {
  const files = (await readdir(repoPath('workflows'))).filter(
    (name) => name.endsWith('.json') && name !== 'workflow.schema.json',
  );

  it.each(files)('%s is valid, and its parameters set inputs that exist', async (name) => {
    const workflow = await loadWorkflow(repoPath(`workflows/${name}`));
    expect(checkParameters(workflow, registry)).toEqual([]);
    expect(planGraph(workflow, registry).issues).toEqual([]);
  });

  it.each(files)('%s has the text that formatting it gives', async (name) => {
    const file = repoPath(`workflows/${name}`);
    expect(formatWorkflow(await loadWorkflow(file))).toBe(await readFile(file, 'utf8'));
  });

  it.each(files)('%s has its drawing beside it (`npx vitest run test/workflow -u` draws it)', async (name) => {
    const picture = drawWorkflow(await loadWorkflow(repoPath(`workflows/${name}`)), registry);
    await expect(picture).toMatchFileSnapshot(repoPath(`workflows/${name.replace('.json', '.svg')}`));
  });

  it('have their JSON Schema beside them (`npx vitest run test/workflow -u` writes it)', async () => {
    await expect(`${JSON.stringify(workflowJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      repoPath('workflows/workflow.schema.json'),
    );
  });
});
