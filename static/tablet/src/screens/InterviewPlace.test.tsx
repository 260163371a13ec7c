// @vitest-environment jsdom
import { createSignal, Show } from 'solid-js';
import { render } from 'solid-js/web';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Draft, Tablet } from '../domain/tablet';
import { InterviewPlace } from './InterviewPlace';
import { LiveTablet } from './live';

const DRAFT: Draft = { id: 'draft', entrance: 'e', round: 'r', door: 'd', visit: 'v', form: { id: 'contact', version: '1', hash: 'h' }, state: '', position: 0 };

/** A tablet whose round no longer has the entrance, and that lacks the form: the screen still says where it is. */
const tablet = {
  state: 'unlocked',
  subscribe: () => () => undefined,
  status: () => ({}),
  facade: () => Promise.reject(new Error('Cette entrée ne fait pas partie de la tournée.')),
  formByHash: () => Promise.resolve(null),
} as unknown as Tablet;

const [shown, setShown] = createSignal(true);
let gone = false;
let close: () => void = () => undefined;

beforeEach(() => {
  document.body.innerHTML = '<div></div>';
  setShown(true);
  gone = false;
  close = render(
    () => (
      <LiveTablet tablet={tablet}>
        <Show when={shown()}>
          <InterviewPlace draft={DRAFT} onGone={() => { gone = true; }} onNext={() => undefined} />
        </Show>
      </LiveTablet>
    ),
    document.body.firstElementChild!,
  );
});
afterEach(() => {
  close();
});

it('opens a form whose entrance left the round, instead of stopping the app', { timeout: 20_000 }, async () => {
  await vi.waitFor(() => {
    expect(document.querySelector('h1')?.textContent).toBe('Entretien commencé');
  }, 10_000);
});

it('forgets the form as it was opened, once left by the back button', () => {
  setShown(false);
  expect(gone).toBe(true);
});
