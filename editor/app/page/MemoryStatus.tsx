/** In the status bar: the device, and the memory of models and of the machine. */
import { useEffect } from 'preact/hooks';
import type { ServerStatus } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { Icon } from '../../Icon.tsx';
import { bytesText } from '../../words.ts';
import { PHONE } from '../pages/phone.ts';

export function MemoryStatus({ editor: { status } }: { readonly editor: Editor }) {
  // A phone shows no status bar.
  useEffect(() => (innerWidth < PHONE ? undefined : status.watch()), [status]);
  const now = status.now.value;
  if (!now) return null;
  const { memory } = now;
  const held = now.models.reduce((sum, { copied, mapped }) => sum + copied + mapped, 0);
  const used = memory.process ?? (held > 0 ? held : undefined);
  return (
    <>
      <span class="app-status-part" title={t('Device and precision of the models')}>
        <Icon name="cpu" />
        {deviceText(now)}
      </span>
      <span
        class="app-status-part pn-figures"
        title={t('Memory of the models now, and memory of the machine that is free')}
      >
        <Icon name="memoryStick" />
        {used === undefined
          ? t('no model in memory, {free} free', { free: bytesText(memory.free) })
          : t('{used} in use, {free} free', { used: bytesText(used), free: bytesText(memory.free) })}
      </span>
    </>
  );
}

/** For example `cuda 3.2 of 24 GB, int8`. A setting that is automatic is named as that. */
function deviceText({ device, precision, devices }: ServerStatus): string {
  const held = devices.map(({ name, used, limit }) =>
    t('{device} {used} of {limit}', { device: name, used: bytesText(used), limit: bytesText(limit) }),
  );
  const where = held.length > 0 ? held.join(', ') : device === 'auto' ? t('automatic device') : device;
  return precision === 'auto' ? where : `${where}, ${precision}`;
}
