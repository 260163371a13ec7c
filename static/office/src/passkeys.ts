/** « Clés d’accès »: making one on this device. */
import { need, say, show } from './dom';
import { canUsePasskeys, makePasskey } from './passkey-browser';
import { postJson, Refused } from './server';

export function start(root: HTMLElement): void {
  const form = need(root, '[data-make]', HTMLFormElement);
  if (!canUsePasskeys()) {
    show(need(root, '[data-unable]', HTMLElement));
    return;
  }
  show(form);
  const wrong = need(root, '[data-wrong]', HTMLElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    wrong.hidden = true;
    make(root).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      say(wrong, error.message);
    });
  });
}

async function make(root: HTMLElement): Promise<void> {
  const password = need(root, '#passkey-password', HTMLInputElement).value;
  const name = need(root, '#passkey-name', HTMLInputElement).value;
  const credential = await makePasskey(await postJson(root.dataset.ask ?? '', { password }));
  await postJson(root.dataset.keep ?? '', { credential, name });
  location.reload();
}
