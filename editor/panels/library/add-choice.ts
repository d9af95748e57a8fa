/** Adds a node that was chosen in the library or in the palette. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../../document/command.ts';
import { addNode, addNote, addReroute, insertOnWire } from '../../document/commands/index.ts';
import { firstChoices } from '../../document/graph/choices.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { freeRoom } from '../../document/layout/free-place.ts';
import { NOTE as NOTE_SIZE, type Point } from '../../document/layout/geometry.ts';
import { carryDefinitions, withOwnNodes } from '../../document/nested/own-nodes.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { NOTE } from '../dialogs/node-choices.ts';
import { rememberType } from '../dialogs/recent.ts';

export interface AddPlace {
  /** In canvas pixels. */
  readonly at: Point;
  /** The loose end of a wire to connect. */
  readonly from?: WireEnd | undefined;
  /** Id of the wire to insert the node into. */
  readonly wire?: string | undefined;
}

/** @param type as in {@link NodeChoice}. */
export function addChoice(editor: Editor, session: Session, type: string, place: AddPlace): void {
  const workflow = session.document.workflow.peek();
  const { workflow: extended } = withOwnNodes(workflow, editor.ownNodes.peek());
  session.run(carryDefinitions(workflow, extended, addCommand(editor, extended, type, place), type));
  if (type !== NOTE.type) rememberType(type);
}

function addCommand({ types, models }: Editor, workflow: Workflow, type: string, place: AddPlace): Command {
  const { at, from, wire } = place;
  const known = types.peek();
  if (type === NOTE.type) return addNote(workflow, freeRoom(workflow, known, at, NOTE_SIZE));
  if (wire !== undefined)
    return type === 'reroute'
      ? addReroute(workflow, known, wire, at)
      : insertOnWire(workflow, known, { type, wire, at });
  return addNode(workflow, known, {
    type,
    at,
    from,
    inputs: firstChoices(workflow, known, type, models.peek()),
  });
}
