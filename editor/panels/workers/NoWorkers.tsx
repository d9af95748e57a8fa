/** Says how to add a worker, where there is none. */
import type { FleetInfo } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import { Empty } from '../ui/Empty.tsx';

const ADDRESS = { redis: 'redis://HOST:6379', postgres: 'postgres://HOST/DATABASE' } as const;

export function NoWorkers({ fleet: { queue } }: { readonly fleet: FleetInfo }) {
  const place = `--queue ${ADDRESS[queue ?? 'redis']} --store PLACE`;
  const commands = [...(queue === undefined ? [`inkloom start ${place}`] : []), `inkloom worker ${place}`];
  return (
    <Empty
      icon="server"
      action={commands.map((command) => (
        <Command key={command}>{command}</Command>
      ))}
    >
      {queue === undefined
        ? t('This server carries out its runs itself. To share them among machines, start it and its workers so:')
        : t('No worker is there, so runs wait. Start one on each machine that has models:')}
    </Empty>
  );
}

function Command({ children }: { readonly children: string }) {
  return <code class="wk-command">{children}</code>;
}
