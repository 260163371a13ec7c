/**
 * Unlocking: the passphrase opens the organisation's private key in the memory of this page, and of this page only.
 * It is never stored; leaving or closing the page forgets it.
 */
import { recipientOf } from '../../sealing/age';
import { make } from './dom';
import { ask } from './key-tasks';
import { forgetOnLeaving } from './leaving';
import { Refused, getJson } from './server';

export interface Unlocked {
  privateKey: string;
  /** Derived from the private key in this browser, never taken from the server. */
  recipient: string;
  organisation: { id: string; name: string };
}

const WRONG = 'Cette phrase n’ouvre pas la clé. Vérifiez les majuscules, les accents et l’ordre des mots.';
const NOT_OURS = 'Cette clé privée n’est pas celle de votre organisation. Vérifiez que c’est la bonne feuille de secours.';
const OTHER_KEY = 'Le serveur annonce une autre clé que celle de votre organisation. N’allez pas plus loin et prévenez la personne qui s’occupe du serveur.';

let memory: Unlocked | null = null;

/** Gives the key, asking for the passphrase the first time. Resolves to null when the person gives up. */
export async function unlock(address: string, reason: string): Promise<Unlocked | null> {
  return memory ?? new Promise((resolve) => { openDialog(address, reason, resolve); });
}

function openDialog(address: string, reason: string, resolve: (result: Unlocked | null) => void): void {
  const dialog = make('dialog', '', { class: 'dialog', 'aria-labelledby': 'unlock-title' });
  const form = make('form', '', { method: 'dialog' });
  const input = make('input', '', { id: 'unlock-phrase', type: 'password', autocomplete: 'current-password', required: '', 'aria-describedby': 'unlock-wrong unlock-hint' });
  const wrong = make('p', '', { class: 'wrong', id: 'unlock-wrong', role: 'alert', hidden: '' });
  const go = make('button', 'Ouvrir', { type: 'submit', class: 'button' });
  const cancel = make('button', 'Pas maintenant', { type: 'button', class: 'button button-quiet' });
  const field = make('div', '', { class: 'field' });
  const lost = make('p', 'Phrase perdue ? La clé privée de la feuille de secours ouvre aussi.', { class: 'hint', id: 'unlock-hint' });
  field.append(make('label', 'Phrase de passe', { for: 'unlock-phrase' }), input, wrong, lost);
  const row = make('div', '', { class: 'row' });
  row.append(go, cancel);
  form.append(
    make('h2', 'Ouvrir avec la phrase de passe', { id: 'unlock-title' }),
    make('p', `${reason} La clé reste dans la mémoire de cette page et disparaît quand vous la quittez.`),
    field,
    row,
  );
  dialog.append(form);
  document.body.append(dialog);

  const close = (result: Unlocked | null): void => {
    dialog.close();
    dialog.remove();
    resolve(result);
  };
  cancel.addEventListener('click', () => { close(null); });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    close(null);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    go.disabled = true;
    go.textContent = 'Ouverture…';
    wrong.hidden = true;
    open(address, input.value).then(
      (unlocked) => {
        memory = unlocked;
        forgetOnLeaving(() => { memory = null; });
        close(unlocked);
      },
      (error: unknown) => {
        wrong.textContent = error instanceof Refused ? error.message : WRONG;
        wrong.hidden = false;
        input.setAttribute('aria-invalid', 'true');
        go.disabled = false;
        go.textContent = 'Ouvrir';
        input.select();
      },
    );
  });
  dialog.showModal();
  input.focus();
}

async function open(address: string, passphrase: string): Promise<Unlocked> {
  const kept = readWrapped(await getJson(address));
  const written = privateKeyIn(passphrase);
  const { privateKey, recipient } = written
    ? { privateKey: written, recipient: await recipientOf(written) }
    : await ask({ kind: 'unwrap', wrapped: kept.wrapped, passphrase });
  if (recipient !== kept.recipient) throw new Refused(written ? NOT_OURS : OTHER_KEY);
  return { privateKey, recipient, organisation: kept.organisation };
}

/** The private key itself, as the recovery sheet prints it in groups: for the day the passphrase is lost. */
export function privateKeyIn(text: string): string | null {
  const joined = text.replace(/\s/gu, '').toUpperCase();
  return /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/u.test(joined) ? joined : null;
}

function readWrapped(answer: unknown): { recipient: string; wrapped: string; organisation: { id: string; name: string } } {
  const { recipient, wrapped_key: wrapped, organisation } = answer as Record<string, unknown>;
  const { id, name } = (organisation ?? {}) as Record<string, unknown>;
  if (typeof recipient !== 'string' || typeof wrapped !== 'string' || typeof id !== 'string' || typeof name !== 'string') {
    throw new Refused('Le serveur a répondu autre chose que la clé. Rechargez la page.');
  }
  return { recipient, wrapped, organisation: { id, name } };
}
