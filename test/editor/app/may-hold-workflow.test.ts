/** Recognising pictures that may contain a workflow. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mayCarryWorkflow } from '../../../editor/app/input/may-hold-workflow.ts';
import { writePngText } from '../../../engine/workflow/picture/png-text.ts';

describe('mayCarryWorkflow', () => {
  it('finds the keyword of a workflow, and nothing in other pictures', async () => {
    const bytes = await readFile(new URL('../../../workflows/example.png', import.meta.url));
    expect(mayCarryWorkflow(bytes)).toBe(false);
    expect(mayCarryWorkflow(new Uint8Array())).toBe(false);
    expect(mayCarryWorkflow(writePngText(bytes, 'inkloom', '{}'))).toBe(true);
  });

  it('needs the whole keyword', () => {
    expect(mayCarryWorkflow(new TextEncoder().encode('workflo'))).toBe(false);
    expect(mayCarryWorkflow(new TextEncoder().encode('wworkflow'))).toBe(true);
  });
});
