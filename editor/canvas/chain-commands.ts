/** Joins several commands into one step of the history. */
import { applyPatch, type Workflow } from '../../engine/protocol/index.ts';
import type { Command } from '../document/command.ts';

/**
 * Makes each command for the workflow the one before leaves. The joined command has the first name that is not empty,
 * and the selection of the last command that selects something.
 */
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
