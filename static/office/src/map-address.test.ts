import { describe, expect, test } from 'vitest';

import { changed, viewText } from './map-address';

describe('the address of the map', () => {
  test('says a view to the metre and no longer than needed', () => {
    expect(viewText({ lat: 44.862000001, lon: -0.58312345, zoom: 15.5 })).toBe('44.862,-0.58312,15.5');
    expect(viewText(null)).toBe('');
  });

  test('changes only what it is told to, and keeps commas readable', () => {
    const address = 'http://127.0.0.1/carte?mesure=contact&periode=2026-03&quartier=A#tableau';
    expect(changed(address, { vue: '44.862,-0.58312,15.5', quartier: '', themes: 'sante,famille' })).toBe(
      'http://127.0.0.1/carte?mesure=contact&periode=2026-03&vue=44.862,-0.58312,15.5&themes=sante,famille#tableau',
    );
  });

  test('a neighbourhood called by anything comes through', () => {
    const code = 'é & "<1>", 2';
    expect(new URL(changed('http://127.0.0.1/carte', { quartier: code })).searchParams.get('quartier')).toBe(code);
  });
});
