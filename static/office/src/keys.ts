/**
 * The first keys of an organisation. They are born in this browser: the server gets the recipient, the coordinator's own key as
 * their passphrase locked it, and the organisation's private key sealed to that.
 */
import { drawn, need, show } from './dom';
import { showSheet } from './key-sheet';
import { ask } from './key-tasks';
import { passphraseFields } from './passphrase-fields';
import { Refused, postJson } from './server';

const FAILED = 'Les clés n’ont pas pu être créées dans ce navigateur. Rien n’a été enregistré. Essayez avec un navigateur plus récent.';

export function start(root: HTMLElement): void {
  const form = need(root, 'form', HTMLFormElement);
  const fields = passphraseFields(form);
  const button = need(form, 'button[type=submit]', HTMLButtonElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const passphrase = fields.read();
    if (passphrase === null) return;
    button.disabled = true;
    void create(root, form, passphrase).catch((error: unknown) => {
      button.disabled = false;
      show(need(root, '[data-busy]', HTMLElement), false);
      show(form);
      fields.complain(error instanceof Refused ? error.message : FAILED);
    });
  });
}

async function create(root: HTMLElement, form: HTMLFormElement, passphrase: string): Promise<void> {
  const busy = need(root, '[data-busy]', HTMLElement);
  show(form, false);
  show(busy);
  await drawn();
  const { organisation, own, copy } = await ask('found', { passphrase });
  await postJson(form.action, { recipient: organisation.recipient, own, copy });
  form.reset();
  show(busy, false);
  await showSheet(root, organisation);
}
