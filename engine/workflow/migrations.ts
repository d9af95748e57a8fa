/** From the workflow files of earlier versions to today's, one version at a time. A migration, once released, never changes. */
import { WORKFLOW_VERSION } from './schema.ts';
import { WorkflowError } from './workflow-error.ts';

type Json = Readonly<Record<string, unknown>>;

interface Migration {
  /** The version it makes. */
  readonly to: number;
  readonly what: string;
  readonly change: (workflow: Json) => Json;
}

const MIGRATIONS: readonly Migration[] = [
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
 * @returns the file as this version writes it; a file without a version is left for the schema to refuse.
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

/** A list under a name, as an object with ids made of the name. Groups could lack nodes. */
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
