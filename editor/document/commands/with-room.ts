/** Adds the moves that make room to a command, so that both are one step of the history. */
import { applyPatch, type Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../command.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { nodeGeometry } from '../layout/geometry.ts';
import { roomForGrown, roomInWire } from '../layout/make-room.ts';
import { movesTo } from './place.ts';

/** Makes room for a node that the command puts into a wire. */
export function withRoomInWire(workflow: Workflow, types: NodeTypes, command: Command, id: string): Command {
  const next = applyPatch(workflow, command.patch);
  return { ...command, patch: [...command.patch, ...movesTo(next, roomInWire(next, types, id))] };
}

/** Moves what nodes would cover that the command makes larger: a field appears, "More" unfolds, a node gets wider. */
export function withRoom(workflow: Workflow, types: NodeTypes, command: Command): Command {
  const touched = new Set(command.patch.flatMap(({ path }) => nodeOf(path) ?? []));
  if (touched.size === 0 || command.isExact) return command;
  let next = applyPatch(workflow, command.patch);
  const patch = [...command.patch];
  for (const id of touched) {
    const [before, now] = [nodeGeometry(workflow, types, id), nodeGeometry(next, types, id)];
    if (!before || !now || before.x !== now.x || before.y !== now.y) continue;
    if (now.width <= before.width && now.height <= before.height) continue;
    const moves = movesTo(next, roomForGrown(next, types, id, before));
    next = applyPatch(next, moves);
    patch.push(...moves);
  }
  return patch.length === command.patch.length ? command : { ...command, patch };
}

/** The node that a change is about. */
function nodeOf([kind, first, second]: readonly string[]): string | undefined {
  if (kind === 'nodes') return first;
  return kind === 'view' && first === 'nodes' ? second : undefined;
}
