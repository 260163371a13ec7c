// @vitest-environment jsdom
import { render } from 'solid-js/web';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Sentence } from '../../domain/sentences';
import type { Tablet } from '../../domain/tablet';
import { LiveTablet } from '../live';
import { ChooseCode } from './ChooseCode';

const OLD = '271828';
let asked: unknown[] = [];
let chosen = false;
let close: () => void = () => undefined;

const tablet = {
  state: 'unlocked',
  subscribe: () => () => undefined,
  status: () => ({}),
  chooseCode: (worker: string, code: string, old: string | null) => {
    asked.push([worker, code, old]);
    return old === null || old === OLD ? Promise.resolve() : Promise.reject(new Sentence('Ce n’est pas le bon code.'));
  },
} as unknown as Tablet;

function open(hasCode: boolean): void {
  close = render(
    () => (
      <LiveTablet tablet={tablet}>
        <ChooseCode worker={{ id: 'w', name: 'Awa', hasCode }} onChosen={() => { chosen = true; }} />
      </LiveTablet>
    ),
    document.body.firstElementChild!,
  );
}
const label = () => document.querySelector('[role=group]')!.getAttribute('aria-label');
function type(code: string): void {
  for (const key of [...Array.from(code), 'Enter']) window.dispatchEvent(new KeyboardEvent('keydown', { key }));
}

beforeEach(() => {
  document.body.innerHTML = '<div></div>';
  asked = [];
  chosen = false;
});
afterEach(() => {
  close();
});

it('asks whoever has no code for the new one only', async () => {
  open(false);
  expect(label()).toBe('Nouveau code');
  type('314159');
  type('314159');
  await vi.waitFor(() => { expect(chosen).toBe(true); });
  expect(asked).toEqual([['w', '314159', null]]);
});

it('asks whoever has a code for that one first', async () => {
  open(true);
  expect(label()).toBe('Code actuel');
  for (const code of [OLD, '314159', '314159']) type(code);
  await vi.waitFor(() => { expect(chosen).toBe(true); });
  expect(asked).toEqual([['w', '314159', OLD]]);
});

it('begins again at the old code when that was wrong', async () => {
  open(true);
  for (const code of ['000000', '314159', '314159']) type(code);
  await vi.waitFor(() => { expect(document.querySelector('[role=alert]')?.textContent).toBe('Ce n’est pas le bon code.'); });
  expect(label()).toBe('Code actuel');
  expect(chosen).toBe(false);
});
