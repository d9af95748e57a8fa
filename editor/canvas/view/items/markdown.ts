/**
 * Markdown as elements. Every element is made here from what marked reads (https://marked.js.org): no HTML is ever
 * parsed, and HTML in a text is shown as text. Loaded when a note first needs it.
 */
import { lexer, type Token, type Tokens } from 'marked';
import { type Props, h } from '../../../dom.ts';
import { linkTarget, pictureSource } from './note-addresses.ts';
import '../../../style/note.css';

/** Line breaks are kept, as in notes without Markdown. */
const OPTIONS = { gfm: true, breaks: true } as const;

/** The elements of a text. */
export function markdownNodes(text: string): readonly Node[] {
  return blocks(lexer(text, OPTIONS));
}

function blocks(tokens: readonly Token[]): Node[] {
  return tokens.flatMap((token) => block(token as Tokens.Generic) ?? []);
}

/** Undefined for what shows nothing. */
function block(token: Tokens.Generic): Node | Node[] | undefined {
  switch (token.type) {
    case 'heading':
      return h(HEADINGS[Math.min(token['depth'] as number, HEADINGS.length) - 1] ?? 'h6', {}, ...inner(token));
    case 'paragraph':
      return h('p', {}, ...inner(token));
    case 'text':
      return inner(token);
    case 'blockquote':
      return h('blockquote', {}, ...blocks(token.tokens ?? []));
    case 'code':
      return h('pre', {}, h('code', {}, token['text'] as string));
    case 'list':
      return listOf(token as Tokens.List);
    case 'table':
      return tableOf(token as Tokens.Table);
    case 'hr':
      return h('hr');
    case 'html':
      return h('p', {}, token.raw.trim());
    case 'space':
    case 'def':
      return undefined;
    default:
      return inline(token);
  }
}

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'] as const;

function listOf({ ordered, start, items }: Tokens.List): HTMLElement {
  const rows = items.map(({ task, checked, tokens }) => {
    // The box is drawn from the list's own field; the token for it shows nothing.
    const content = blocks(tokens.filter(({ type }) => type !== 'checkbox'));
    if (!task) return h('li', {}, ...content);
    return h(
      'li',
      { class: 'is-task' },
      h('input', { type: 'checkbox', checked: checked ?? false, disabled: true }),
      ...content,
    );
  });
  if (!ordered) return h('ul', {}, ...rows);
  return h('ol', typeof start === 'number' && start !== 1 ? { start } : {}, ...rows);
}

function tableOf({ header, rows }: Tokens.Table): HTMLElement {
  const body = rows.map((cells) => rowOf('td', cells));
  return h('table', {}, h('thead', {}, rowOf('th', header)), h('tbody', {}, ...body));
}

function rowOf(tag: 'th' | 'td', cells: readonly Tokens.TableCell[]): HTMLElement {
  const made = cells.map(({ tokens, align }) =>
    h(tag, align ? { style: { 'text-align': align } } : {}, ...inlines(tokens)),
  );
  return h('tr', {}, ...made);
}

/** The inner parts of a token; its text, when it has none. */
function inner(token: Tokens.Generic): Node[] {
  return token.tokens ? inlines(token.tokens) : [textOf(token)];
}

function inlines(tokens: readonly Token[]): Node[] {
  return tokens.flatMap((token) => inline(token as Tokens.Generic));
}

function inline(token: Tokens.Generic): Node | Node[] {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return h(token.type, {}, ...inner(token));
    case 'codespan':
      return h('code', {}, token['text'] as string);
    case 'br':
      return h('br');
    case 'link':
      return linkOf(token['href'] as string, inner(token));
    case 'image':
      return pictureOf(token['href'] as string, token['text'] as string);
    case 'text':
      return inner(token);
    default:
      return textOf(token);
  }
}

/** A link whose address leads nowhere safe is only its text. */
function linkOf(href: string, content: readonly Node[]): Node | Node[] {
  const target = linkTarget(href);
  if (target === undefined) return [...content];
  const props: Props = { href: target, title: target, target: '_blank', rel: 'noopener noreferrer' };
  return h('a', props, ...content);
}

/** A picture of another server is a link to it. */
function pictureOf(href: string, alt: string): Node | Node[] {
  const src = pictureSource(href);
  if (src === undefined) return linkOf(href, [document.createTextNode(alt === '' ? href : alt)]);
  return h('img', { src, alt, loading: 'lazy', decoding: 'async', draggable: 'false' });
}

/** The signs that people write as entities, because Markdown or HTML gives them a meaning. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': '\u00a0',
};
const ENTITY = /&(?:amp|lt|gt|quot|nbsp);/g;

function textOf({ type, raw, text }: Tokens.Generic & { readonly text?: string }): Node {
  if (type === 'escape') return document.createTextNode(text ?? raw);
  return document.createTextNode(
    (type === 'text' ? (text ?? raw) : raw).replaceAll(ENTITY, (sign) => ENTITIES[sign] ?? sign),
  );
}
