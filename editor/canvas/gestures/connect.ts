/**
 * Draws a wire from a socket, or leads the end of one somewhere else; in place of rete-connection-plugin, see rete.ts.
 */
import { connectionVerdict } from '../../document/graph/connect.ts';
import { connect, disconnect, moveWire } from '../../document/commands/wires.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { socketType } from '../../document/graph/socket-types.ts';
import type { Board } from '../board.ts';
import { nodeAt, socketAt } from '../scene/hit.ts';
import type { SceneWire } from '../scene/scene.ts';
import { convert } from './connect-by-converter.ts';
import { type Target, targetIn } from './fitting-sockets.ts';
import type { Gesture } from './gesture.ts';

export interface WireHelp {
  /** Lights up what fits; without an end all is as always. */
  light(from: WireEnd | undefined): void;
  /** Says at the pointer, in the window's pixels, why it cannot be; without a text it goes. */
  say(at: Point, text: string | undefined): void;
}

/** Screen pixels around a socket that count as it. */
const REACH = 24;

/** @param taken the wire whose end was taken off. @param click what a press without moving does. */
export function drawWire(
  board: Board,
  help: WireHelp,
  from: WireEnd,
  taken: SceneWire | undefined,
  click: () => void,
): Gesture {
  const { scene } = board;
  const type = scene.workflow ? socketType(scene.workflow, scene.types, from) : 'any';
  let begun = false;
  let target: Target | undefined;

  const finish = (): void => {
    help.light(undefined);
    help.say({ x: 0, y: 0 }, undefined);
    board.hints.value = {};
    board.root.classList.remove('is-connecting');
  };

  return {
    autoPan: true,
    move: ({ clientX, clientY }) => {
      if (!begun) help.light(from);
      begun = true;
      board.root.classList.add('is-connecting');
      const at = board.toCanvas({ x: clientX, y: clientY });
      target = targetAt(board, from, at);
      const refused = target !== undefined && !target.verdict.ok;
      const end = target && 'end' in target ? socketPoint(board, target.end) : undefined;
      const own = socketPoint(board, from) ?? at;
      const loose = (end && !refused ? end : undefined) ?? at;
      board.hints.value = {
        loose: { ...(from.side === 'output' ? { from: own, to: loose } : { from: loose, to: own }), type, refused },
        hidden: taken ? new Set([taken.id]) : undefined,
        target: target && 'end' in target && target.verdict.ok ? target.end : undefined,
      };
      help.say({ x: clientX, y: clientY }, target && !target.verdict.ok ? whyNot(board, target) : undefined);
    },
    end: ({ clientX, clientY }, moved) => {
      finish();
      const { workflow, types } = scene;
      if (!moved || !workflow) {
        if (!moved) click();
        return;
      }
      if (target && 'end' in target && target.verdict.ok) {
        const to = target.end;
        if (taken && to.side === 'input') board.run(moveWire(workflow, types, taken.id, to));
        else board.run(connect(workflow, types, from, to));
        return;
      }
      if (target && 'end' in target && !target.verdict.ok && target.verdict.converter !== undefined) {
        board.run(convert(workflow, types, from, target.end, target.verdict.converter, taken?.id));
        return;
      }
      if (target && !target.verdict.ok) {
        board.announce(target.verdict.reason);
        return;
      }
      if (taken) board.run(disconnect(workflow, [taken.id]));
      else if (from.node !== nodeAt(scene, board.toCanvas({ x: clientX, y: clientY }))) {
        board.editor.dialog.value = {
          kind: 'add-node',
          at: board.toCanvas({ x: clientX, y: clientY }),
          from,
          screen: { x: clientX, y: clientY },
        };
      }
    },
    cancel: finish,
  };
}

function targetAt(board: Board, from: WireEnd, at: Point): Target | undefined {
  const { scene } = board;
  const { workflow, types } = scene;
  if (!workflow) return undefined;
  const reach = REACH / board.viewport().k;
  const socket =
    socketAt(scene, at, reach, from.side === 'output' ? 'input' : 'output') ?? socketAt(scene, at, reach / 2);
  if (socket && !(socket.node === from.node && socket.side === from.side && socket.name === from.name))
    return { end: socket, verdict: connectionVerdict(workflow, types, from, socket) };
  const node = nodeAt(scene, at);
  return node === undefined ? undefined : targetIn(scene, from, node);
}

function socketPoint({ scene }: Board, { node, side, name }: WireEnd): Point | undefined {
  const geometry = scene.geometry(node);
  return side === 'input' ? geometry?.inputs[name] : geometry?.outputs[name];
}

function whyNot({ scene }: Board, { verdict }: Target): string | undefined {
  if (verdict.ok) return undefined;
  const converter = verdict.converter === undefined ? undefined : scene.types.get(verdict.converter);
  return converter ? `${verdict.reason} Let go to put “${converter.title}” in between.` : verdict.reason;
}
