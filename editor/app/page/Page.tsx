/** The whole page: outline and inspector on the left, queue and history on the right. */
import { useEffect, useRef } from 'preact/hooks';
import { later, loadTheRest } from '../../later.tsx';
import type { App } from '../create-editor.ts';
import { PANELS, togglePanel } from '../panels.ts';
import { closePage, isPage } from '../pages/pages.ts';
import type { PageParts } from '../start.ts';
import { Breadcrumbs } from '../../panels/nested/Breadcrumbs.tsx';
import { Boundary } from './Boundary.tsx';
import { Banner } from './Banner.tsx';
import { NoticeList } from './NoticeList.tsx';
import { Rail } from './Rail.tsx';
import { SidePanel } from './SidePanel.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TokenForm } from './TokenForm.tsx';
import { TopBar } from './TopBar.tsx';
import { Welcome } from './Welcome.tsx';
import { t } from '../../i18n/t.ts';

// In the order in which they are loaded while nothing else is asked for.
const CanvasHost = later(async () => (await import('./CanvasHost.tsx')).CanvasHost);
const QueuePanel = later(async () => (await import('../../panels/queue/QueuePanel.tsx')).QueuePanel);
const NewestPicture = later(async () => (await import('../../panels/newest/NewestPicture.tsx')).NewestPicture);
const HistoryPanel = later(async () => (await import('../../panels/history/HistoryPanel.tsx')).HistoryPanel);
const Dialogs = later(async () => (await import('../../panels/dialogs/Dialogs.tsx')).Dialogs);
const OutlinePanel = later(async () => (await import('../../panels/outline/OutlinePanel.tsx')).OutlinePanel);
const LibraryPanel = later(async () => (await import('../../panels/library/LibraryPanel.tsx')).LibraryPanel);
const InspectorPanel = later(async () => (await import('../../panels/inspector/InspectorPanel.tsx')).InspectorPanel);
const SettingsPage = later(async () => (await import('../../panels/settings/SettingsPage.tsx')).SettingsPage);
const ModelsPanel = later(async () => (await import('../../panels/models/ModelsPanel.tsx')).ModelsPanel);
const VersionsPanel = later(async () => (await import('../../panels/versions/VersionsPanel.tsx')).VersionsPanel);
const LogPanel = later(async () => (await import('../../panels/log/LogPanel.tsx')).LogPanel);
const WorkersPanel = later(async () => (await import('../../panels/workers/WorkersPanel.tsx')).WorkersPanel);
const GalleryPage = later(async () => (await import('../../panels/gallery/GalleryPage.tsx')).GalleryPage);
const FormView = later(async () => (await import('../../panels/form/FormView.tsx')).FormView);

/** The panels of the right side. */
const RUNS = PANELS.filter(({ side }) => side === 'right').map(({ name }) => name);

export interface PageProps {
  readonly app: App;
  readonly parts: PageParts;
  /** Whether the server did not accept the token of the page's address. */
  readonly wasRefused: boolean;
}

export function Page({ app, parts, wasRefused }: PageProps) {
  const { editor, notices } = app;
  const { panels, view } = editor.settings.value;
  const isReady = app.ready.value;
  useEffect(() => {
    if (isReady) void loadTheRest();
  }, [isReady]);
  const [isForm, isGraph] = [view === 'form', view === 'graph'];
  const open = (name: string): boolean => panels.includes(name);
  const empty = app.begun.value && !editor.session.value;
  // Built when it is first shown: a phone starts with the form and may never need it.
  const canvasWanted = useRef(false);
  canvasWanted.current ||= isReady && isGraph && !empty;
  // Kept once it has been shown: it gives the focus back after a dialog.
  const dialogsWanted = useRef(false);
  dialogsWanted.current ||= editor.dialog.value !== undefined;
  return (
    <div class={`app${isForm ? ' is-form' : ''}`}>
      <Boundary editor={editor} name={t('the top bar')}>
        <TopBar editor={editor} />
      </Boundary>
      <Banner app={app} />
      <Rail editor={editor} />
      {isGraph && open('library') && (
        <SidePanel side="left" label={t('Library')}>
          <Boundary editor={editor} name={t('the library')}>
            <LibraryPanel editor={editor} />
          </Boundary>
        </SidePanel>
      )}
      {isGraph && open('outline') && (
        <SidePanel side="left" label={t('Outline')}>
          <Boundary editor={editor} name={t('the outline')}>
            <OutlinePanel editor={editor} />
          </Boundary>
        </SidePanel>
      )}
      {isGraph && open('inspector') && (
        <SidePanel side="left" label={t('Inspector')}>
          <Boundary editor={editor} name={t('the inspector')}>
            <InspectorPanel editor={editor} />
          </Boundary>
        </SidePanel>
      )}
      {isGraph && open('models') && (
        <SidePanel side="left" label={t('Models')}>
          <Boundary editor={editor} name={t('the models')}>
            <ModelsPanel editor={editor} />
          </Boundary>
        </SidePanel>
      )}
      <div class="app-main">
        {!isForm && <Breadcrumbs editor={editor} />}
        {canvasWanted.current && (
          <Boundary editor={editor} name={t('the canvas')}>
            <CanvasHost editor={editor} canvas={app.canvas} hidden={!isGraph || empty} />
          </Boundary>
        )}
        {isForm && editor.session.value && (
          <Boundary editor={editor} name={t('the form')}>
            <FormView editor={editor} />
          </Boundary>
        )}
        {view === 'settings' && (
          <Boundary editor={editor} name={t('the settings')}>
            <SettingsPage editor={editor} close={() => closePage(editor.settings)} />
          </Boundary>
        )}
        {view === 'gallery' && isReady && (
          <Boundary editor={editor} name={t('the gallery')}>
            <GalleryPage editor={editor} close={() => closePage(editor.settings)} />
          </Boundary>
        )}
        {empty && !isPage(view) && (
          <Boundary editor={editor} name={t('the start page')}>
            <Welcome editor={editor} />
          </Boundary>
        )}
        {app.locked.value && <TokenForm wasRefused={wasRefused} />}
      </div>
      {!app.locked.value && RUNS.some(open) && (
        <SidePanel side="right" label={t('Runs')}>
          {!isForm && (
            <Boundary editor={editor} name={t('the newest picture')}>
              <NewestPicture editor={editor} />
            </Boundary>
          )}
          {open('queue') && (
            <Boundary editor={editor} name={t('the queue')}>
              <QueuePanel editor={editor} />
            </Boundary>
          )}
          {open('history') && (
            <Boundary editor={editor} name={t('the history')}>
              <HistoryPanel editor={editor} />
            </Boundary>
          )}
          {open('versions') && (
            <Boundary editor={editor} name={t('the versions')}>
              <VersionsPanel editor={editor} close={() => togglePanel(editor.settings, 'versions')} />
            </Boundary>
          )}
          {open('workers') && (
            <Boundary editor={editor} name={t('the workers')}>
              <WorkersPanel editor={editor} close={() => togglePanel(editor.settings, 'workers')} />
            </Boundary>
          )}
          {open('log') && (
            <Boundary editor={editor} name={t('the log')}>
              <LogPanel editor={editor} close={() => togglePanel(editor.settings, 'log')} />
            </Boundary>
          )}
        </SidePanel>
      )}
      <StatusBar editor={editor} />
      <NoticeList notices={notices} />
      {dialogsWanted.current && (
        <Boundary editor={editor} name={t('the dialog')}>
          <Dialogs editor={editor} canvas={app.canvas.value} />
        </Boundary>
      )}
      {parts.dropping.value && (
        <div class="app-dropping" aria-hidden="true">
          <p>{t('Drop a workflow or a picture')}</p>
        </div>
      )}
    </div>
  );
}
