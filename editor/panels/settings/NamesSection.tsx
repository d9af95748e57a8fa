/** The names of saved files, by a template. */
import { t } from '../../i18n/t.ts';
import type { ServerSectionProps } from './FolderSection.tsx';
import { Row, Section } from './Section.tsx';
import { ServerRow } from './ServerRow.tsx';

/** Fields that every workflow has, as one types them. */
const FIELDS = ['{prefix}', '{run:05}', '{index}', '{seed}', '{prompt:.40}', '{date}', '{node}'];

export function NamesSection({ server, kept }: ServerSectionProps) {
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
      />
    </Section>
  );
}
