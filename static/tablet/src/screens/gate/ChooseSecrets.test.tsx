// @vitest-environment jsdom
import { render } from 'solid-js/web';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Sentence } from '../../domain/sentences';
import type { Opens, Secrets } from '../../domain/secrets';
import type { Tablet } from '../../domain/tablet';
import { LiveTablet } from '../live';
import { ChooseSecrets } from './ChooseSecrets';

const OLD = '2718281829';
const NEW: Secrets = { long: { opens: 'digits', code: '3141592654' }, short: '161804' };
let asked: unknown[] = [];
let chosen = false;
let close: () => void = () => undefined;

const tablet = {
  state: 'unlocked',
  subscribe: () => () => undefined,
  status: () => ({}),
  hasPasskeys: () => Promise.resolve(true),
  makePasskey: () => Promise.resolve('a passkey'),
  chooseSecrets: (worker: string, secrets: Secrets, old: string | null) => {
    asked.push([worker, secrets, old]);
    return old === null || old === OLD ? Promise.resolve() : Promise.reject(new Sentence('Ce n’est pas le bon code.'));
  },
} as unknown as Tablet;

function open(opens: Opens | null): void {
  close = render(
    () => (
      <LiveTablet tablet={tablet}>
        <ChooseSecrets worker={{ id: 'w', name: 'Awa', hasCode: opens !== null, opens }} onChosen={() => { chosen = true; }} />
      </LiveTablet>
    ),
    document.body.firstElementChild!,
  );
}
const label = () => document.querySelector('[role=group]')!.getAttribute('aria-label');
const alert = () => document.querySelector('[role=alert]')?.textContent;
const button = (name: string) => [...document.querySelectorAll('button')].find((one) => one.textContent === name);
/** The sixth digit of a short code gives it by itself. */
function type(code: string): void {
  for (const key of [...Array.from(code), ...(code.length > 6 ? ['Enter'] : [])]) window.dispatchEvent(new KeyboardEvent('keydown', { key }));
}
function write(words: string): void {
  const input = document.querySelector('input')!;
  input.value = words;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  button('Continuer')!.click();
}

beforeEach(() => {
  document.body.innerHTML = '<div></div>';
  asked = [];
  chosen = false;
});
afterEach(() => {
  close();
});

it.each([null, 'old'] as const)('asks whoever has no long code for the new ones only (%s)', async (opens) => {
  open(opens);
  expect(label()).toBe('Nouveau code long');
  for (const code of ['3141592654', '3141592654', '161804', '161804']) type(code);
  await vi.waitFor(() => { expect(chosen).toBe(true); });
  expect(asked).toEqual([['w', NEW, null]]);
});

it('asks whoever has one for that one first', async () => {
  open('digits');
  expect(label()).toBe('Code long actuel');
  for (const code of [OLD, '3141592654', '3141592654', '161804', '161804']) type(code);
  await vi.waitFor(() => { expect(chosen).toBe(true); });
  expect(asked).toEqual([['w', NEW, OLD]]);
});

it('begins again at the old code when that was wrong', async () => {
  open('digits');
  for (const code of ['1029384756', '3141592654', '3141592654', '161804', '161804']) type(code);
  await vi.waitFor(() => { expect(alert()).toBe('Ce n’est pas le bon code.'); });
  expect(label()).toBe('Code long actuel');
  expect(chosen).toBe(false);
});

it('refuses what is guessed first, and says why', () => {
  open(null);
  for (const [code, why] of [['1234567890', 'se devine'], ['0612345678', 'téléphone'], ['1212121212', 'se devine']] as const) {
    type(code);
    expect(alert()).toContain(why);
    expect(label()).toBe('Nouveau code long');
  }
  for (const code of ['3141592654', '3141592654', '123456']) type(code);
  expect(alert()).toContain('se devine');
  expect(label()).toBe('Nouveau code court');
});

it('takes four words, whatever their capitals', async () => {
  open(null);
  button('Plutôt quatre mots')!.click();
  write('un deux trois');
  expect(alert()).toContain('4\u00a0mots');
  write('tilleul palier crayon bonté');
  write('Tilleul Palier crayon bonté');
  for (const code of ['161804', '161804']) type(code);
  await vi.waitFor(() => { expect(chosen).toBe(true); });
  expect(asked).toMatchObject([['w', { long: { opens: 'words' } }, null]]);
});

it('takes the device’s own lock where there is one', async () => {
  open(null);
  await vi.waitFor(() => { expect(button('Empreinte ou verrou de l’appareil')).toBeTruthy(); });
  button('Empreinte ou verrou de l’appareil')!.click();
  await vi.waitFor(() => { expect(label()).toBe('Nouveau code court'); });
  for (const code of ['161804', '161804']) type(code);
  await vi.waitFor(() => { expect(chosen).toBe(true); });
  expect(asked).toEqual([['w', { long: { opens: 'passkey', passkey: 'a passkey' }, short: '161804' }, null]]);
});
