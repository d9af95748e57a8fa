/** The rows of a node: an output, a linked input or pure socket, or an input with its field. */
import { type CatalogueOutput, type InputDefinition, socketOf } from '../../../../engine/protocol/index.ts';
import type { Field } from '../../../controls/fields/field.ts';
import { NODE, rowHeight } from '../../../document/layout/geometry.ts';
import { h } from '../../../dom.ts';
import type { Session } from '../../../editor-context.ts';
import { WireName } from './wire-name.ts';
import { createSocket, inputLook, outputLook } from './sockets.ts';
import { t } from '../../../i18n/t.ts';

export interface Row {
  readonly element: HTMLElement;
  readonly socket: HTMLButtonElement;
  /** The name of an input that has no field. */
  readonly label?: HTMLElement | undefined;
  readonly field?: Field | undefined;
  /** The name of a hidden wire. */
  readonly wireName?: WireName | undefined;
}

export function outputRow(session: Session, name: string, output: CatalogueOutput): Row {
  const wireName = new WireName(session);
  const socket = createSocket(outputLook(name, output, output.socket.name), false);
  const label = h('span', { class: 'node-label', title: output.tooltip && t(output.tooltip) }, t(output.title ?? name));
  return { element: rowElement('is-output', NODE.row, wireName.element, label, socket), socket, wireName };
}

export function wireRow(session: Session, name: string, input: InputDefinition, isLinked: boolean): Row {
  const wireName = new WireName(session);
  const socket = createSocket(inputLook(name, input, socketOf(input)), isLinked);
  const label = h('span', { class: `node-label${input.optional ? ' is-optional' : ''}` }, t(input.title ?? name));
  return { element: rowElement('is-input', NODE.row, socket, label, wireName.element), socket, label, wireName };
}

export function fieldRow(name: string, input: InputDefinition, field: Field): Row {
  const socket = createSocket(inputLook(name, input, socketOf(input)), false);
  const frame = h('div', { class: 'node-field' }, field.element);
  return { element: rowElement('is-field', rowHeight(input), socket, frame), socket, field };
}

export function removeRow({ element, field }: Row): void {
  field?.destroy();
  element.remove();
}

function rowElement(className: string, height: number, ...children: readonly Node[]): HTMLElement {
  return h('div', { class: `node-row ${className}`, style: { height: `${height}px` } }, ...children);
}
