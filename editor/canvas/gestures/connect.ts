/**
 * Draws a wire from a socket, or leads the end of one elsewhere. It replaces rete-connection-plugin; see view/rete.ts.
 */
import { connect, disconnect, moveWire } from '../../document/commands/wires.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { socketType } from '../../document/graph/socket-types.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import type { LooseWire } from '../paint/painted-state.ts';
import { pointerAt } from '../pointer-at.ts';
import { nodeAt } from '../scene/hit.ts';
import type { SceneWire } from '../scene/scene.ts';
import { convert } from './connect-by-converter.ts';
import type { Target } from './fitting-sockets.ts';
import type { Gesture } from './gesture.ts';
import { refusalOf, targetAt } from './wire-target.ts';

export interface WireHelp {
  /** Lights up the sockets that fit an end; without an end, all sockets look as usual. */
  light(from: WireEnd | undefined): void;
  /** Shows a sentence beside a place of the window; without a text it disappears. */
  say(at: Point, text: string | undefined): void;
}

/**
 * @param from the end that stays.
 * @param taken the wire whose other end was taken off; undefined for a new wire.
 * @param click called when the pointer is let go without having moved.
 */
export function drawWire(
  board: Board,
  help: WireHelp,
  from: WireEnd,
  taken: SceneWire | undefined,
  click: () => void,
): Gesture {
  const { scene } = board;
  const type = scene.workflow ? socketType(scene.workflow, scene.types, from) : 'any';
  let isDrawing = false;
  let target: Target | undefined;

  const begin = (): void => {
    isDrawing = true;
    help.light(from);
    board.root.classList.add('is-connecting');
  };
  const finish = (): void => {
    help.light(undefined);
    help.say({ x: 0, y: 0 }, undefined);
    board.hints.value = {};
    board.root.classList.remove('is-connecting');
  };

  return {
    autoPan: true,
    move: (event) => {
      if (!isDrawing) begin();
      const client = pointerAt(event);
      const at = board.toCanvas(client);
      target = targetAt(board, from, at);
      board.hints.value = {
        loose: looseWire(board, from, type, at, target),
        hidden: taken ? new Set([taken.id]) : undefined,
        target: acceptedEnd(target),
      };
      help.say(client, target && refusalOf(board, target));
    },
    end: (event, moved) => {
      finish();
      if (moved) drop(board, from, taken, target, pointerAt(event));
      else click();
    },
    cancel: finish,
  };
}

/** The wire from its fixed end to the target, or to the pointer where nothing accepts it. */
function looseWire(board: Board, from: WireEnd, type: string, at: Point, target: Target | undefined): LooseWire {
  const accepted = acceptedEnd(target);
  const fixed = socketPoint(board, from) ?? at;
  const loose = (accepted && socketPoint(board, accepted)) ?? at;
  const ends = from.side === 'output' ? { from: fixed, to: loose } : { from: loose, to: fixed };
  return { ...ends, type, refused: target !== undefined && !target.verdict.ok };
}

function acceptedEnd(target: Target | undefined): WireEnd | undefined {
  return target && 'end' in target && target.verdict.ok ? target.end : undefined;
}

/** @param client where the pointer was let go, in the window. */
function drop(
  board: Board,
  from: WireEnd,
  taken: SceneWire | undefined,
  target: Target | undefined,
  client: Point,
): void {
  const { workflow, types } = board.scene;
  if (!workflow) return;
  const to = acceptedEnd(target);
  if (to && taken && to.side === 'input') board.run(moveWire(workflow, types, taken.id, to));
  else if (to) board.run(connect(workflow, types, from, to));
  else if (target) refuse(board, from, taken, target);
  else if (taken) board.run(disconnect(workflow, [taken.id]));
  else searchNode(board, from, client);
}

/** Puts the converter in between where there is one, otherwise says why the wire cannot be connected. */
function refuse(board: Board, from: WireEnd, taken: SceneWire | undefined, target: Target): void {
  const { verdict } = target;
  const { workflow, types } = board.scene;
  if (verdict.ok || !workflow) return;
  if ('end' in target && verdict.converter !== undefined)
    board.run(convert(workflow, types, from, target.end, verdict.converter, taken?.id));
  else board.announce(verdict.reason);
}

/** Asks for a node at the loose end, unless the wire was dropped on the node it comes from. */
function searchNode(board: Board, from: WireEnd, client: Point): void {
  const at = board.toCanvas(client);
  if (from.node === nodeAt(board.scene, at)) return;
  board.editor.dialog.value = { kind: 'add-node', at, from, screen: client };
}

function socketPoint({ scene }: Board, { node, side, name }: WireEnd): Point | undefined {
  const geometry = scene.geometry(node);
  return side === 'input' ? geometry?.inputs[name] : geometry?.outputs[name];
}
