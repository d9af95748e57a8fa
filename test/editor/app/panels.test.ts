/** Opening and closing panels. */
import { describe, expect, it } from 'vitest';
import { toggled } from '../../../editor/app/panels.ts';

describe('toggling a panel', () => {
  it('opens or closes it, and closes the other left panel', () => {
    expect(toggled(['queue'], 'outline', 1400)).toEqual(['queue', 'outline']);
    expect(toggled(['queue', 'outline'], 'inspector', 1400)).toEqual(['queue', 'inspector']);
    expect(toggled(['queue', 'outline'], 'outline', 1400)).toEqual(['queue']);
    expect(toggled(['queue', 'outline'], 'history', 1400)).toEqual(['queue', 'outline', 'history']);
  });

  it('closes the other side in a narrow window', () => {
    expect(toggled(['queue', 'history'], 'outline', 900)).toEqual(['outline']);
    expect(toggled(['outline'], 'queue', 900)).toEqual(['queue']);
  });

  it('opens and closes queue and history together on a phone', () => {
    expect(toggled([], 'queue', 390)).toEqual(['queue', 'history']);
    expect(toggled(['queue', 'history'], 'queue', 390)).toEqual([]);
  });
});
