/** `/history`: prompts that are over. */
import type { App } from '../../context.ts';
import { HttpError } from '../../http/errors.ts';
import { type ComfyContext, THEIRS } from '../context.ts';
import { historyEntryOf } from '../history/entry.ts';
import { type PromptRun, promptRunOf } from '../prompt-request.ts';
import { idsIn, isTrue } from './read-body.ts';

/** More than the queue keeps. */
const ALL = { limit: 1_000_000, offset: 0 };

export function historyRoutes(scope: App, { runs }: ComfyContext): void {
  const { requests } = runs;

  scope.get('/history', THEIRS, async ({ query }) => {
    const { max_items: items, offset: first } = query as Readonly<Record<string, string | undefined>>;
    const [limit, offset] = [wholeNumber('max_items', items), wholeNumber('offset', first) ?? -1];
    // A number of items alone means the latest ones.
    const latest = limit === undefined ? 0 : (await requests.countOver()) - limit;
    const range = { limit: limit ?? ALL.limit, offset: Math.max(0, offset < 0 ? latest : offset) };
    return entriesOf((await requests.over(range)).flatMap(promptRunOf));
  });

  scope.get('/history/:id', THEIRS, async ({ params }) => {
    const found = await requests.get((params as { readonly id: string }).id);
    return entriesOf(found ? promptRunOf(found).filter(isInHistory) : []);
  });

  scope.post('/history', THEIRS, async ({ body }) => {
    const all = isTrue(body, 'clear') ? (await requests.over(ALL)).flatMap(promptRunOf) : [];
    for (const id of isTrue(body, 'clear') ? all.map(({ run }) => run.id) : idsIn(body, 'delete')) {
      const found = await requests.get(id);
      if (found && promptRunOf(found).some(isInHistory)) await runs.remove(id);
    }
    return {};
  });
}

/** A prompt that was taken back before it started leaves no trace there. */
function isInHistory({ run }: PromptRun): boolean {
  return run.ended !== undefined && run.started !== undefined;
}

function entriesOf(prompts: readonly PromptRun[]): object {
  return Object.fromEntries(prompts.map((prompt) => [prompt.run.id, historyEntryOf(prompt)]));
}

/** @throws HttpError 400 for a text that is no whole number. */
function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new HttpError(400, 'invalid-request', `"${name}" must be a whole number, got ${JSON.stringify(text)}`);
}
