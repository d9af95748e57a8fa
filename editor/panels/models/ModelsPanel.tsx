/** The models of the server: what the workflow lacks, its LoRAs, and everything there is. */
import { useEffect, useState } from 'preact/hooks';
import type { ModelInfo } from '../../../engine/protocol/index.ts';
import { type LoraStack, loraStacks } from '../../document/commands/loras.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { bytesText } from '../../words.ts';
import { attempt } from '../attempt.ts';
import { fuzzySearch } from '../fuzzy.ts';
import { useLoaded } from '../hooks/use-loaded.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { groupOf, GROUPS } from './kinds.ts';
import { LoraStackView } from './LoraStackView.tsx';
import { MissingList } from './MissingList.tsx';
import { missingModels } from './missing.ts';
import { ModelRow } from './ModelRow.tsx';
import { applyModel } from './use-model.ts';
import '../../style/panels/models.css';

export function ModelsPanel({ editor }: { readonly editor: Editor }) {
  const { status } = editor;
  const [query, setQuery] = useState('');
  useEffect(() => status.watch(), [status]);
  const place = usePlace(editor);
  const session = editor.session.value;
  const workflow = session?.document.workflow.value;
  const types = editor.types.value;
  const models = editor.models.value;
  const loaded = status.now.value?.models ?? [];
  const offered = models.entries.filter(({ isTest }) => isTest !== true);
  const found = fuzzySearch(query, offered, ({ name, model }) => [{ text: name }, { text: model }]);
  const shown = new Set(found.map(({ item }) => item));
  const missing = workflow ? missingModels(workflow, types, models) : [];
  const stacks = workflow ? offeredStacks(loraStacks(workflow, types)) : [];
  const use = (model: ModelInfo): void => {
    if (!session || !applyModel(editor, session, model))
      editor.notify('info', t('Open a workflow with a node that loads such models first.'));
  };
  return (
    <section class="pn-panel md-panel" aria-label={t('Models')}>
      <header class="pn-head">
        <h2>{t('Models')}</h2>
        <IconButton icon="refreshCw" label={t('Look for models again')} onClick={() => editor.rescan()} />
      </header>
      <SearchField
        label={t('Search the models')}
        placeholder={t('Search the models')}
        query={query}
        onQuery={setQuery}
      />
      <div class="pn-body">
        {missing.length > 0 && <MissingList editor={editor} missing={missing} place={place} />}
        {models.missing.length > 0 && (
          <ul class="md-group md-lacks">
            {models.missing.map((sentence) => (
              <li key={sentence} class="pn-small">
                {sentence}
              </li>
            ))}
          </ul>
        )}
        {session &&
          stacks.map((stack) => (
            <LoraStackView
              key={`${stack.type} ${stack.source.node}.${stack.source.output}`}
              {...{ editor, session, stack }}
            />
          ))}
        {GROUPS.map((group) => {
          const own = offered.filter((model) => shown.has(model) && groupOf(model) === group);
          if (own.length === 0) return null;
          return (
            <section key={group.kind} class="md-group" aria-label={t(group.title)}>
              <h3>{t(group.title)}</h3>
              <ul>
                {own.map((model) => (
                  <ModelRow
                    key={model.name}
                    model={model}
                    loaded={loaded.filter(({ name }) => name === model.name)}
                    use={() => use(model)}
                  />
                ))}
              </ul>
            </section>
          );
        })}
        <p class="pn-small md-more">{t('Type “inkloom models get” on the server for a list of models to download.')}</p>
      </div>
      {loaded.length > 0 && (
        <footer class="md-foot">
          <span class="pn-grow pn-small">
            {t('{size} in memory', {
              size: bytesText(loaded.reduce((sum, { copied, mapped }) => sum + copied + mapped, 0)),
            })}
          </span>
          <Button onClick={() => void attempt(editor, () => editor.api.unloadModels())}>{t('Unload all')}</Button>
        </footer>
      )}
    </section>
  );
}

/** LoRAs of text encoders are rare: their stacks are shown where there are some. */
function offeredStacks(stacks: readonly LoraStack[]): readonly LoraStack[] {
  const usual = stacks.filter(({ type }) => type === stacks[0]?.type);
  return stacks.filter((stack) => usual.includes(stack) || stack.nodes.length > 0);
}

/** The first place for models that the server may be told to use. Undefined where the server keeps its folders. */
function usePlace(editor: Editor): string | undefined {
  const asked = useLoaded('places', () => editor.api.serverSettings());
  if (asked.state !== 'done') return undefined;
  const there = asked.value?.models.filter(({ isThere }) => isThere) ?? [];
  return (there.find(({ from }) => from !== 'standard') ?? there[0])?.path;
}
