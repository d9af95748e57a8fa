/** The settings of the server: folders, device, memory, names of files and cache. */
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { CacheSection } from './CacheSection.tsx';
import { FolderSection } from './FolderSection.tsx';
import { NamesSection } from './NamesSection.tsx';
import { Section } from './Section.tsx';
import { ServerRow } from './ServerRow.tsx';
import { useServerSettings } from './use-server-settings.ts';

export function ServerSections({ editor }: { readonly editor: Editor }) {
  const server = useServerSettings(editor);
  const { view, failure } = server;
  if (!view)
    return (
      <p class="pn-small" role="status">
        {failure ?? t('Asking the server for its settings…')}
      </p>
    );
  const kept = t('Kept in {file} on the server.', { file: view.paths.file });
  const precisionNames: Readonly<Record<string, string>> = {
    auto: t('Automatic'),
    exact: t('Exact'),
    int8: t('8-bit integers'),
    int4: t('4-bit integers'),
    fp32: t('Exact, widened once'),
    cast: t('Exact, widened in every run'),
  };
  const deviceNames: Readonly<Record<string, string>> = { auto: t('Automatic'), cpu: t('Processor (cpu)') };
  return (
    <>
      <FolderSection editor={editor} server={server} kept={kept} />
      <Section title={t('Device and precision')} kept={kept}>
        <ServerRow
          server={server}
          name="device"
          title={t('Device')}
          hint={t('Automatic takes a GPU for large models, once it has passed a test and is faster.')}
          choices={choicesOf(view.settings.device.kept, view.devices, deviceNames)}
        />
        <ServerRow
          server={server}
          name="precision"
          title={t('Precision')}
          hint={t('Automatic is exact for small models, and takes 8-bit integers for large ones.')}
          choices={choicesOf(view.settings.precision.kept, view.precisions, precisionNames)}
        />
        <ServerRow
          server={server}
          name="threads"
          title={t('Threads')}
          hint={t('Threads of the models. Empty: one for each core.')}
        />
      </Section>
      <Section title={t('Memory')} kept={kept}>
        <ServerRow
          server={server}
          name="memory"
          title={t('Memory for weights')}
          hint={t('Such as 12GiB. Empty: three quarters of the memory of the machine.')}
        />
        <ServerRow
          server={server}
          name="vram"
          title={t('Memory of the GPU')}
          hint={t('Such as 8GiB. Empty: four fifths of the memory of the GPU.')}
        />
      </Section>
      <NamesSection editor={editor} server={server} kept={kept} />
      <CacheSection editor={editor} server={server} kept={kept} />
    </>
  );
}

/** The choices of a setting: automatic stands for none, and a value typed elsewhere is one more. */
function choicesOf(
  kept: string | undefined,
  known: readonly string[],
  names: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] {
  const more = kept === undefined || known.includes(kept) ? [] : [kept];
  const named = [...known, ...more].map((value) => [value, names[value] ?? value] as const);
  return kept === 'auto' ? named : named.map(([value, name]) => [value === 'auto' ? '' : value, name] as const);
}
