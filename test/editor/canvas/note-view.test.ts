// @vitest-environment happy-dom
/** Notes: Markdown without HTML, addresses that ask no other server, editing the text as it is written. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { mayHoldMarkdown, withoutMarks } from '../../../editor/canvas/markdown-signs.ts';
import { markdownNodes } from '../../../editor/canvas/view/items/markdown.ts';
import { linkTarget, markdownPicture, pictureSource } from '../../../editor/canvas/view/items/note-addresses.ts';
import { NoteView } from '../../../editor/canvas/view/items/note-view.ts';

const BOX = { x: 0, y: 0, width: 300, height: 200 };

function html(text: string): string {
  const root = document.createElement('div');
  root.append(...markdownNodes(text));
  return root.innerHTML;
}

describe('Markdown in a note', () => {
  it.each([
    ['# Title\ntext', '<h1>Title</h1><p>text</p>'],
    ['a *b* **c** ~~d~~ `e`', '<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>'],
    ['one\ntwo', '<p>one<br>two</p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['> quoted', '<blockquote><p>quoted</p></blockquote>'],
    ['```\n<b>\n```', '<pre><code>&lt;b&gt;</code></pre>'],
    ['---', '<hr>'],
    ['a \\* b &amp; c', '<p>a * b &amp; c</p>'],
  ])('shows %j', (text, expected) => expect(html(text)).toBe(expected));

  it('shows tasks and tables', () => {
    const [done, open] = html('- [x] done\n- [ ] open').split('</li>');
    expect(done).toContain('<li class="is-task"><input type="checkbox" checked="" disabled="">done');
    expect(open).toContain('<li class="is-task"><input type="checkbox" disabled="">open');
    expect(html('|a|b|\n|-|-:|\n|1|2|')).toMatch(/<th>a<\/th>.*<td>1<\/td><td style="text-align: right;?">2<\/td>/);
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    'a <b onclick="alert(1)">b</b>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,hi)',
    '![x](javascript:alert(1))',
    '![x](http://example.com/a.png)',
    '![x](//example.com/a.png)',
    '![x](/api/documents)',
    '![x](../secret.png)',
    '<http://example.com/"onmouseover="alert(1)>',
    '[a]: javascript:alert(1)\n\n[a]',
  ])('makes nothing of its own run or load: %s', (text) => {
    const root = document.createElement('div');
    root.append(...markdownNodes(text));
    const elements = [...root.querySelectorAll('*')];
    const attributes = elements.flatMap((element) => [...element.attributes]);
    const addresses = attributes.filter(({ name }) => name === 'href').map(({ value }) => value);
    expect(elements.filter(({ tagName }) => /^(?:SCRIPT|IMG|IFRAME|B)$/.test(tagName))).toEqual([]);
    expect(attributes.filter(({ name }) => name.startsWith('on'))).toEqual([]);
    expect(addresses.filter((address) => !/^(?:https?:|mailto:)/.test(address))).toEqual([]);
  });

  it('opens links beside the editor, and tells the page nothing of it', () => {
    const [paragraph] = markdownNodes('[x](https://example.com/a)');
    const link = (paragraph as Element).querySelector('a');
    expect([link?.getAttribute('href'), link?.target, link?.rel]).toEqual([
      'https://example.com/a',
      '_blank',
      'noopener noreferrer',
    ]);
  });
});

describe('addresses in notes', () => {
  it.each([
    ['cat.png', '/api/pictures/input/cat.png?width=768'],
    ['album/my%20cat.png', '/api/pictures/input/album%2Fmy%20cat.png?width=768'],
    ['/api/pictures/output/fox.png', '/api/pictures/output/fox.png?width=768'],
    ['/api/pictures/output/../x.png', undefined],
    ['album/../../x.png', undefined],
    ['.hidden/x.png', undefined],
    ['cat.svg', undefined],
    ['https://example.com/cat.png', undefined],
    ['C:/cat.png', undefined],
  ])('%s is the picture %s', (href, source) => expect(pictureSource(href)).toBe(source));

  it('are written so that they are read again, whatever the name', () => {
    for (const name of ['cat.png', 'my [red] cat (1).png', '狐狸.webp', 'album/a b.jpg']) {
      const image = (markdownNodes(markdownPicture(name))[0] as Element).querySelector('img');
      expect(image?.getAttribute('src')).toBe(`/api/pictures/input/${encodeURIComponent(name)}?width=768`);
    }
  });

  it('lead to web pages and mail only', () => {
    expect(linkTarget('mailto:a@example.com')).toBe('mailto:a@example.com');
    expect([linkTarget('file:///etc/passwd'), linkTarget('/api/cache'), linkTarget('http://')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a note that is painted small', () => {
  it.each([
    ['## Title', 'Title'],
    ['- [ ] a **b** `c`', '• a b c'],
    ['see ![a cat](cat.png) and [this](https://example.com)', 'see a cat and this'],
    ['2 * 3 * 4', '2 * 3 * 4'],
  ])('shows %j as %j', (line, shown) => expect(withoutMarks(line)).toBe(shown));

  it('needs Markdown only for texts with signs of it', () => {
    expect(mayHoldMarkdown('Just a text, with\nline breaks.')).toBe(false);
    for (const text of ['# a', '*a*', '- a', '1. a', '| a |', 'www.example.com', 'a\n\nb', 'a\n---'])
      expect(mayHoldMarkdown(text)).toBe(true);
  });
});

describe('a note', () => {
  const view = new NoteView('note:a', () => undefined);
  const note = (text: string) => ({ id: 'a', text, x: 0, y: 0, colour: undefined }) as never;
  const update = (text: string) => view.update(note(text), BOX, false);

  beforeAll(() => document.body.append(view.element));
  afterEach(() => view.text.blur());

  it('shows plain text as it is, and Markdown once it is loaded', async () => {
    update('plain\ntext');
    expect(view.text.innerHTML).toBe('plain\ntext');
    update('# Title');
    await vi.waitFor(() => expect(view.text.innerHTML).toBe('<h1>Title</h1>'));
    expect(view.element.getAttribute('aria-label')).toBe('Note: # Title');
  });

  it('is edited as it is written, and shown again afterwards', () => {
    update('# Title');
    const done = vi.fn<(text: string | undefined) => void>();
    view.edit(done);
    expect(view.text.textContent).toBe('# Title');
    expect(view.text.classList.contains('is-markdown')).toBe(false);
    view.text.textContent = '**new**';
    view.text.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    expect(done).toHaveBeenCalledWith('**new**');
    update('**new**');
    expect(view.text.innerHTML).toBe('<p><strong>new</strong></p>');
  });
});

describe('tasks of a note', () => {
  const text = '> - [x] quoted\n\n```\n- [ ] code\n```\n1. [ ] open\n   * [X] inner\n- [ ] last\n';
  const ticked: string[] = [];

  /** The boxes of a note that shows a text. */
  async function boxesOf(shown: string): Promise<HTMLInputElement[]> {
    ticked.length = 0;
    const view = new NoteView('note:a', (written) => ticked.push(written));
    document.body.replaceChildren(view.element);
    view.update({ text: shown, x: 0, y: 0 }, BOX, false);
    await vi.waitFor(() => expect(view.text.classList.contains('is-markdown')).toBe(true));
    return [...view.text.querySelectorAll('input')];
  }

  it('are ticked and unticked in its text, wherever they are', async () => {
    const boxes = await boxesOf(text);
    expect(boxes.map(({ disabled, checked, ariaLabel }) => [disabled, checked, ariaLabel?.split('\n')[0]])).toEqual([
      [false, true, 'quoted'],
      [false, false, expect.stringContaining('open')],
      [false, true, 'inner'],
      [false, false, 'last'],
    ]);
    for (const box of boxes) box.click();
    expect(ticked).toEqual([
      text.replace('[x] quoted', '[ ] quoted'),
      text.replace('[ ] open', '[x] open'),
      text.replace('[X] inner', '[ ] inner'),
      text.replace('[ ] last', '[x] last'),
    ]);
  });

  it('cannot be ticked where the text has more of them than are shown, as in indented code', async () => {
    const [box, ...others] = await boxesOf('Tasks:\n\n    - [ ] code\n\n- [ ] task');
    expect([box?.disabled, others]).toEqual([true, []]);
  });
});
