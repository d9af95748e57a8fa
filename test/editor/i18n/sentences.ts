/** Finds the sentences in the editor's code: those that can be translated, and those that cannot. */
import { parseSync } from 'vite';
import type { SourceFile } from '../../house/files.ts';

export interface Sentences {
  /** Literals given to `t` and `msg`. */
  readonly known: readonly string[];
  /** Sentences shown as they are, and what `t` is given that is no literal: `line: text`. */
  readonly bare: readonly string[];
}

type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>;

/** Attributes and properties whose values people read. */
const READ = new Set(['title', 'aria-label', 'placeholder', 'alt', 'label', 'text', 'message', 'heading', 'hint']);
/** Functions whose texts people read, with the place of the text. */
const SPOKEN: Readonly<Record<string, number>> = { notify: 1, announce: 0 };
/** Two letters: a text without them, such as a sign or a number, is the same in every language. */
const WORDS = /\p{L}{2}/u;

export function sentencesOf({ path, lines }: SourceFile): Sentences {
  const text = lines.join('\n');
  const { program } = parseSync(path, text);
  const known: string[] = [];
  const bare: string[] = [];
  const note = (node: Node, words: string): void => {
    bare.push(`${path}:${text.slice(0, node.start).split('\n').length}: ${words.trim()}`);
  };
  const look = (value: unknown): void => {
    for (const node of shownIn(value)) {
      const words = wordsOf(node);
      if (words !== undefined && WORDS.test(words)) note(node, words);
    }
  };
  walk(program, (node) => {
    if (node.type === 'JSXText' && WORDS.test(String(node['value']))) note(node, String(node['value']));
    if (node.type === 'JSXExpressionContainer' && node['isChild'] === true) look(node['expression']);
    if (node.type === 'JSXAttribute' && READ.has(nameOf(node['name']))) look(node['value']);
    if (node.type === 'Property' && (READ.has(nameOf(node['key'])) || isStepName(node))) look(node['value']);
    if (node.type === 'AssignmentExpression' && isRead(node['left'])) look(node['right']);
    if (node.type !== 'CallExpression') return;
    const [callee, given] = [node['callee'] as Node, node['arguments'] as readonly Node[]];
    const called = callee.type === 'MemberExpression' ? nameOf(callee['property']) : nameOf(callee);
    if (called === 'setAttribute' && READ.has(String(given[0]?.['value']))) look(given[1]);
    const place = SPOKEN[called];
    if (place !== undefined) look(given[place]);
    if (callee.type !== 'Identifier' || (called !== 't' && called !== 'msg')) return;
    for (const each of shownIn(given[0])) {
      if (each.type === 'Literal') known.push(String(each['value']));
      else if (called === 'msg' || each.type === 'TemplateLiteral') note(each, 'not a literal');
    }
  });
  return { known, bare };
}

/** The parts of an expression of which one is shown: both sides of a choice, and the whole otherwise. */
function shownIn(value: unknown): Node[] {
  if (!isNode(value)) return [];
  if (value.type === 'JSXExpressionContainer') return shownIn(value['expression']);
  if (value.type === 'ConditionalExpression') return [...shownIn(value['consequent']), ...shownIn(value['alternate'])];
  if (value.type === 'LogicalExpression') return [...shownIn(value['left']), ...shownIn(value['right'])];
  if (value.type === 'TSAsExpression' || value.type === 'ParenthesizedExpression') return shownIn(value['expression']);
  return [value];
}

function wordsOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type !== 'TemplateLiteral') return undefined;
  return (node['quasis'] as readonly { readonly value: { readonly raw: string } }[])
    .map(({ value }) => value.raw)
    .join('…');
}

/** A step of the history is named as in `Move nodes`; names of files, events and the like have no capitals. */
function isStepName(property: Node): boolean {
  return (
    nameOf(property['key']) === 'name' && shownIn(property['value']).some((each) => /^[A-Z]/.test(wordsOf(each) ?? ''))
  );
}

function isRead(left: unknown): boolean {
  if (!isNode(left) || left.type !== 'MemberExpression') return false;
  const name = nameOf(left['property']);
  return READ.has(name) || name === 'textContent' || name === 'innerText' || name === 'ariaLabel';
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  const name = node['name'] ?? node['value'];
  return typeof name === 'string' ? name : '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const each of value) walk(each, visit);
  else if (isNode(value)) {
    // A child of an element is shown; the value of an attribute is not always.
    const isElement = value.type === 'JSXElement' || value.type === 'JSXFragment';
    if (isElement) for (const child of value['children'] as Node[]) Object.assign(child, { isChild: true });
    visit(value);
    for (const [key, each] of Object.entries(value)) if (key !== 'parent') walk(each, visit);
  }
}
