// @vitest-environment jsdom
import { Show } from 'solid-js';
import { render } from 'solid-js/web';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { closeSheet, openSheet, sheetOpen } from '../place';
import { Sheet } from './Sheet';

let close: () => void = () => undefined;

const dialog = () => document.querySelector('dialog');

beforeEach(() => {
  // What jsdom lacks of a dialog; the event of a closing comes later, as in a browser.
  HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) { this.open = true; };
  HTMLDialogElement.prototype.close = function shut(this: HTMLDialogElement) { this.open = false; };
  document.body.innerHTML = '<div></div>';
  close = render(
    () => (
      <Show when={sheetOpen()}>
        <Sheet title="Porte 12" onClose={closeSheet} />
      </Show>
    ),
    document.body.firstElementChild!,
  );
});
afterEach(() => {
  closeSheet();
  close();
});

it('is no longer open once the browser closed it without asking', () => {
  openSheet();
  dialog()!.close();
  dialog()!.dispatchEvent(new Event('close'));
  expect(sheetOpen()).toBe(false);
  expect(dialog()).toBeNull();
  openSheet();
  expect(dialog()?.open).toBe(true);
});

it('does not take the next sheet along when the news of its closing comes late', () => {
  openSheet();
  const before = dialog()!;
  before.dispatchEvent(new Event('cancel', { cancelable: true }));
  expect(sheetOpen()).toBe(false);
  openSheet();
  before.dispatchEvent(new Event('close'));
  expect(sheetOpen()).toBe(true);
});
