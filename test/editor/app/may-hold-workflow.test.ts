/** Which pictures are worth asking for a workflow: all that carry one, and few others. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mayCarryWorkflow } from '../../../editor/app/input/may-hold-workflow.ts';
import { writePngText } from '../../../engine/workflow/picture/png-text.ts';

describe('a picture', () => {
  it('without a workflow is not taken for one with', async () => {
    const bytes = await readFile(new URL('../../../workflows/example.png', import.meta.url));
    expect(mayCarryWorkflow(bytes)).toBe(false);
    expect(mayCarryWorkflow(new Uint8Array())).toBe(false);
    expect(mayCarryWorkflow(writePngText(bytes, 'inkloom', '{}'))).toBe(true);
  });

  it('cut off within the keyword has none', () => {
    expect(mayCarryWorkflow(new TextEncoder().encode('workflo'))).toBe(false);
    expect(mayCarryWorkflow(new TextEncoder().encode('wworkflow'))).toBe(true);
  });
});
