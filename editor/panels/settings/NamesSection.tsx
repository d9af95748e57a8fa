/** The names of saved files, by a template. */
import { type Signal, useSignal } from '@preact/signals';
import { t } from '../../i18n/t.ts';
import type { ServerSectionProps } from './FolderSection.tsx';
import { nameExample } from './name-example.ts';
import { Row, Section } from './Section.tsx';
import { ServerRow } from './ServerRow.tsx';

/** Fields that every workflow has, as one types them. */
const FIELDS = ['{prefix}', '{run:05}', '{index}', '{seed}', '{prompt:.40}', '{date}', '{node}'];

export function NamesSection({ server, kept }: ServerSectionProps) {
  const typed = useSignal<string | undefined>(undefined);
  const { kept: chosen = '', usual = '' } = server.view?.settings.fileNames ?? {};
  return (
    <Section title={t('File names')} kept={kept}>
      <Row
        title={t('Folder')}
        hint={t('Pictures are saved in {folder}. A picture is never replaced: a name that is taken gets a number.', {
          folder: server.view?.paths.output ?? '',
        })}
      >
        {null}
      </Row>
      <ServerRow
        server={server}
        name="fileNames"
        title={t('Name template')}
        hint={t('Fields: {fields}, and parameters of the workflow. It counts from the next run on.', {
          fields: FIELDS.join(' '),
        })}
        onInput={(text) => void (typed.value = text)}
      />
      <Example typed={typed} chosen={chosen} usual={usual} />
    </Section>
  );
}

interface ExampleProps {
  /** A signal, because a field that is drawn again loses what is typed. */
  readonly typed: Signal<string | undefined>;
  readonly chosen: string;
  readonly usual: string;
}

function Example({ typed, chosen, usual }: ExampleProps) {
  const name = nameExample((typed.value ?? chosen).trim() || usual);
  return (
    <Row title={t('Example')} hint={name}>
      {null}
    </Row>
  );
}
