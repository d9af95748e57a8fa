/** Several commands as one step of the history, each made for what the one before leaves. */
import { applyPatch, type Workflow } from '../../engine/protocol/index.ts';
import type { Command } from '../document/command.ts';

/** It has the name of the first that has one, and selects what the last that selects something says. */
export function chain(workflow: Workflow, makers: readonly ((workflow: Workflow) => Command | undefined)[]): Command {
  let now = workflow;
  const commands: Command[] = [];
  for (const make of makers) {
    const command = make(now);
    if (!command || command.patch.length === 0) continue;
    commands.push(command);
    now = applyPatch(now, command.patch);
  }
  const name = commands.find((command) => command.name !== '')?.name ?? '';
  const select = commands.findLast((command) => command.select)?.select;
  return { name, patch: commands.flatMap(({ patch }) => patch), ...(select ? { select } : {}) };
}
