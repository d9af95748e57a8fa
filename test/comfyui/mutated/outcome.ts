/** What becomes of a mutated file: opened or refused in sentences that name nodes. Anything else is a fault. */
import { promptsHere } from '../../../engine/comfyui/prompt/prompts-here.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { FOREIGN_IMPORTERS } from '../../../engine/host/open-workflow.ts';
import { readAnyWorkflow } from '../../../engine/workflow/import/read-any.ts';
import { parseWorkflow } from '../../../engine/workflow/load.ts';
import { WorkflowError } from '../../../engine/workflow/workflow-error.ts';
import { comfyNodes } from '../../../nodes/comfyui/index.ts';
import { standardNodes } from '../../../nodes/index.ts';
import type { MutatedFile } from './cases.ts';

export interface Outcome {
  readonly kind: 'opened' | 'refused';
  /** What must not happen. */
  readonly faults: readonly string[];
}

const registry = new NodeRegistry(standardNodes);
const choices = { files: () => [], pictures: () => [] };
const prompts = promptsHere(comfyNodes, registry, () => Promise.resolve(choices));

/** Problems of the file as a whole, which concern no node. */
const OF_THE_FILE =
  /not JSON|not an Inkloom workflow|holds no Inkloom workflow|more problems|^format: |^name: |^nests more/;
/** A node, or the part of the file that is wrong outside of its nodes. */
const NAMED = /\bnodes? \S|\blink \S|^(?:links|groups|definitions|definitions, subgraphs(?:, \d+(?:, .*)?)?):/;

const crash = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function open({ bytes, name }: MutatedFile): Outcome {
  try {
    const { workflow, issues } = readAnyWorkflow(bytes, name, undefined, FOREIGN_IMPORTERS);
    const unnamed = issues.filter(({ message }) => !message.startsWith('Node ')).map(({ message }) => message);
    // What was opened can be saved, and opened again.
    parseWorkflow(JSON.stringify(workflow), name);
    return { kind: 'opened', faults: unnamed };
  } catch (error) {
    if (!(error instanceof WorkflowError)) return { kind: 'refused', faults: [crash(error)] };
    const unnamed = error.problems.filter((problem) => !OF_THE_FILE.test(problem) && !NAMED.test(problem));
    return { kind: 'refused', faults: unnamed };
  }
}

/** As a client sends it. ComfyUI's errors name nodes as keys, except those of the whole prompt. */
async function check(prompt: unknown): Promise<readonly string[]> {
  const checked = await prompts.check(prompt).catch(crash);
  if (typeof checked === 'string') return [checked];
  const known = new Set(Object.keys(typeof prompt === 'object' && prompt !== null ? prompt : {}));
  const strange = Object.keys(checked.nodeErrors).filter((id) => !known.has(id));
  if (!checked.isValid) return strange;
  try {
    const { targets } = prompts.toWorkflow(checked.prompt, checked.goodOutputs);
    return targets.length > 0 ? strange : [...strange, 'A valid prompt has nothing to compute'];
  } catch (error) {
    return [...strange, crash(error)];
  }
}

/** Opens the file, and checks its prompt. */
export async function outcomeOf(file: MutatedFile): Promise<Outcome> {
  const opened = open(file);
  const checked = file.prompt === undefined ? [] : await check(file.prompt);
  const polluted = 'polluted' in {} ? ['Object.prototype was changed'] : [];
  return { ...opened, faults: [...opened.faults, ...checked, ...polluted] };
}
