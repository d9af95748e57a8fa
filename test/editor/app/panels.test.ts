/** Opening and closing panels. */
import { signal } from '@preact/signals';
import { describe, expect, it, vi } from 'vitest';
import { togglePanel, toggled } from '../../../editor/app/panels.ts';
import { openRunsAtFirstRun } from '../../../editor/app/session/open-runs.ts';
import type { Activity, Settings } from '../../../editor/editor-context.ts';
import type { RunInfo } from '../../../engine/protocol/index.ts';

vi.stubGlobal('innerWidth', 1400);

describe('toggling a panel', () => {
  it('opens or closes it, and closes the other left panel', () => {
    expect(toggled(['queue'], 'outline', 1400)).toEqual(['queue', 'outline']);
    expect(toggled(['queue', 'outline'], 'inspector', 1400)).toEqual(['queue', 'inspector']);
    expect(toggled(['queue', 'outline'], 'outline', 1400)).toEqual(['queue']);
    expect(toggled(['queue', 'outline'], 'history', 1400)).toEqual(['queue', 'outline', 'history']);
  });

  it('shows the log in the place of the runs', () => {
    expect(toggled(['outline', 'queue', 'history'], 'log', 1400)).toEqual(['outline', 'log']);
    expect(toggled(['outline', 'log'], 'history', 1400)).toEqual(['outline', 'history']);
  });

  it('shows the workers in the place of the log, and of the runs', () => {
    expect(toggled(['outline', 'log'], 'workers', 1400)).toEqual(['outline', 'workers']);
    expect(toggled(['workers'], 'log', 1400)).toEqual(['log']);
    expect(toggled(['workers'], 'queue', 1400)).toEqual(['queue']);
  });

  it('closes the other side in a narrow window', () => {
    expect(toggled(['queue', 'history'], 'outline', 900)).toEqual(['outline']);
    expect(toggled(['outline'], 'queue', 900)).toEqual(['queue']);
  });

  it('remembers that the panels of runs were closed, until they are opened', () => {
    const settings = signal({ panels: ['queue'], runsClosed: false } as unknown as Settings);
    const states = (['history', 'queue', 'history', 'outline', 'queue'] as const).map((name) => {
      togglePanel(settings, name);
      return settings.peek().runsClosed;
    });
    expect(states).toEqual([false, false, true, true, false]);
  });

  it('opens them when a run starts, unless they were closed', () => {
    const settings = signal({ panels: ['outline'], runsClosed: false } as unknown as Settings);
    const activity = signal<Activity>({ run: undefined, nodes: {}, previews: {}, pictures: {}, earlier: {} });
    const start = (id: string): void => {
      activity.value = { ...activity.peek(), run: { id, state: 'running' } as RunInfo };
    };
    openRunsAtFirstRun(settings, activity);
    expect(settings.peek().panels).toEqual(['outline']);
    start('first');
    expect(settings.peek().panels).toEqual(['outline', 'queue', 'history']);
    togglePanel(settings, 'queue');
    togglePanel(settings, 'history');
    start('second');
    expect(settings.peek().panels).toEqual(['outline']);
  });

  it('opens and closes queue and history together on a phone', () => {
    expect(toggled([], 'queue', 390)).toEqual(['queue', 'history']);
    expect(toggled(['queue', 'history'], 'queue', 390)).toEqual([]);
  });
});
