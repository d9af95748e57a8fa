/** Every listener of keys in the editor ignores keys of an input method: it is made by keyHandler. */
import { expect, it } from 'vitest';
import { filesIn } from './files.ts';

const GUARD = 'keyHandler(';
/** The names of key events, and of what listens to them as a property or an attribute. */
const NAMES = /\bkey(?:down|up|press)\b|\bonkey\w+|\bonKey[A-Z]\w*/g;
const COMMENTS = /\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm;

/** The places of a text that listen to keys past the guard. */
function unguarded(text: string): string[] {
  const code = text.replaceAll(COMMENTS, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  const guarded = new Set([...code.matchAll(/\bconst (\w+) = keyHandler\(/g)].map(([, name]) => name));
  return [...code.matchAll(NAMES)].flatMap(({ 0: name, index }) => {
    const [before, after] = [code.slice(0, index), code.slice(index + name.length)];
    // A listener that is removed was added.
    if (/removeEventListener\(\s*['"]$/.test(before)) return [];
    const isAdded = /addEventListener\(\s*['"]$/.test(before);
    const given = (isAdded ? /^['"],\s*(.*)/ : /^['"]?\s*[:=]\s*\{?\s*(.*)/).exec(after)?.[1] ?? '';
    const [listener] = /^\w+/.exec(given) ?? [];
    return given.startsWith(GUARD) || guarded.has(listener) ? [] : [`${before.split('\n').length}: ${name}`];
  });
}

it.each([
  `element.addEventListener('keydown', press);`,
  `element.addEventListener(\n  "keyup",\n  (event) => go(event));`,
  `h('div', { onkeydown: press })`,
  `h('div', { 'onkeydown': (event) => go(event) })`,
  `h('div', { onkeydown(event) {} })`,
  `<input onKeyDown={press} />`,
  `<input onKeyDown={(event) => go(event)} />`,
  `<input onKeyDownCapture={press} />`,
  `const props = { onKeyDown };`,
  `element.onkeydown = press;`,
  `for (const type of ['keydown', 'keyup']) element.addEventListener(type, press);`,
])('finds a listener past the guard in %j', (text) => expect(unguarded(text)).not.toEqual([]));

it.each([
  `element.addEventListener('keydown', keyHandler(press), true);`,
  `const press = keyHandler((event) => go(event));\nelement.addEventListener('keydown', press);`,
  `h('div', { 'onkeydown': keyHandler(press), 'onkeyup': keyHandler(release) })`,
  `<input onKeyDown={keyHandler((event) => go(event))} />`,
  `element.removeEventListener('keydown', press);`,
  `// Listens to keydown.`,
])('accepts %j', (text) => expect(unguarded(text)).toEqual([]));

it('no file of the editor listens to keys past the guard', () => {
  const files = filesIn(['editor'], ['ts', 'tsx']).filter(({ path }) => path !== 'editor/key-events.ts');
  const found = files.flatMap(({ path, lines }) => unguarded(lines.join('\n')).map((place) => `${path}:${place}`));
  expect(found).toEqual([]);
  expect(files.filter(({ lines }) => lines.some((line) => line.includes(GUARD))).length).toBeGreaterThan(25);
});
