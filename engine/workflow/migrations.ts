/** Brings workflow files of earlier versions up to date, one version at a time. A released migration never changes. */
import { WORKFLOW_VERSION } from './schema.ts';
import { WorkflowError } from './workflow-error.ts';

type Json = Readonly<Record<string, unknown>>;

interface Migration {
  /** The version of its result. Versions follow each other without gaps. */
  readonly to: number;
  readonly what: string;
  readonly change: (workflow: Json) => Json;
}

/** In order: the first brings version 1 to version 2. */
export const MIGRATIONS: readonly Migration[] = [
  {
    to: 2,
    what: 'positions of nodes move to view.nodes, to make room for notes and groups',
    change: ({ view, ...rest }) => (view === undefined ? rest : { ...rest, view: { nodes: view } }),
  },
  {
    to: 3,
    what: 'notes and groups get ids, so that two people can change them at once',
    change: ({ view, ...rest }) =>
      view === undefined
        ? rest
        : { ...rest, view: { ...(view as Json), ...byId(view as Json, 'notes'), ...byId(view as Json, 'groups') } },
  },
];

/**
 * @param where names the file in errors.
 * @returns the file in today's form; a file without a version as it is, for the schema to refuse.
 * @throws WorkflowError for a file of a later version.
 */
export function migrate(workflow: Json, where: string): Json {
  const { version } = workflow;
  if (typeof version !== 'number') return workflow;
  if (version > WORKFLOW_VERSION) {
    throw new WorkflowError(where, [
      `version: made by a later version of Inkloom (file version ${version}, this one knows up to ${WORKFLOW_VERSION})`,
    ]);
  }
  return MIGRATIONS.filter(({ to }) => to > version).reduce<Json>(
    (migrated, migration) => ({ ...migration.change(migrated), version: migration.to }),
    workflow,
  );
}

/** Turns the list under a name into an object, with ids such as `note-1`. Old groups could lack their nodes. */
function byId(view: Json, name: 'notes' | 'groups'): Json {
  const list = view[name];
  if (!Array.isArray(list)) return {};
  return {
    [name]: Object.fromEntries(
      list.map((each: Json, index) => [
        `${name.slice(0, -1)}-${index + 1}`,
        name === 'groups' ? { nodes: [], ...each } : each,
      ]),
    ),
  };
}
