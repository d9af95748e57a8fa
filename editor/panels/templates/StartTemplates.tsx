/** The templates on the start page: those that run now, then those that need other models. */
import type { Template } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { TemplateFace } from './TemplateFace.tsx';
import { runsNow } from './template-words.ts';

export function StartTemplates({ editor }: { readonly editor: Editor }) {
  const templates = editor.templates.value;
  const sections = [
    { title: t('These run now'), of: templates.filter(runsNow) },
    { title: t('These need other models'), of: templates.filter((each) => !runsNow(each)) },
  ];
  const pick = (template: Template): void => {
    if (runsNow(template)) void editor.work.open({ workflow: template.workflow });
    else editor.dialog.value = { kind: 'templates', template: template.name };
  };
  return (
    <>
      {sections
        .filter(({ of }) => of.length > 0)
        .map(({ title, of }) => (
          <section key={title} aria-label={title}>
            <h2>{title}</h2>
            <ul class="app-templates">
              {of.map((template) => (
                <li key={template.name}>
                  <button type="button" class="app-template pn-template" onClick={() => pick(template)}>
                    <TemplateFace template={template} types={editor.types.value} />
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </>
  );
}
