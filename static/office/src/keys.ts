/**
 * The first keys of an organisation. They are born in this browser: the server gets the recipient and the private key
 * as the passphrase locked it. The recovery sheet is the only other copy, and it is made of paper.
 */
import { fingerprint } from '../../sealing/age';
import { judgePassphrase, type PassphraseVerdict } from '../../sealing/passphrase';
import { drawn, need, say, show } from './dom';
import { ask, type Answer } from './key-tasks';
import { forgetOnLeaving } from './leaving';
import { qrElement } from '../../qr/draw';
import { Refused, postJson } from './server';

const VERDICTS: Record<PassphraseVerdict, string> = {
  good: 'Cette phrase convient.',
  empty: '',
  short: 'Encore un peu : quatre mots différents, ou quatorze caractères.',
  monotonous: 'Trop répétitif : choisissez des mots plus variés.',
};

export function start(root: HTMLElement): void {
  const form = need(root, 'form', HTMLFormElement);
  const first = need(form, '#passphrase', HTMLInputElement);
  const second = need(form, '#passphrase-again', HTMLInputElement);
  const verdict = need(form, '[data-verdict]', HTMLElement);
  const wrong = need(form, '[data-wrong]', HTMLElement);
  const button = need(form, 'button[type=submit]', HTMLButtonElement);
  first.addEventListener('input', () => {
    const judged = judgePassphrase(first.value);
    say(verdict, VERDICTS[judged]);
    verdict.dataset.state = judged;
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const complaint = complain(first.value, second.value);
    say(wrong, complaint);
    if (complaint) return;
    button.disabled = true;
    void create(root, form, first.value).catch((error: unknown) => {
      button.disabled = false;
      show(need(root, '[data-busy]', HTMLElement), false);
      show(form);
      say(wrong, error instanceof Refused ? error.message : 'Les clés n’ont pas pu être créées dans ce navigateur. Rien n’a été enregistré. Essayez avec un navigateur plus récent.');
    });
  });
}

function complain(first: string, second: string): string {
  const judged = judgePassphrase(first);
  if (judged === 'empty') return 'Écrivez une phrase de passe.';
  if (judged !== 'good') return VERDICTS[judged];
  return first === second ? '' : 'Les deux saisies ne sont pas identiques.';
}

async function create(root: HTMLElement, form: HTMLFormElement, passphrase: string): Promise<void> {
  const busy = need(root, '[data-busy]', HTMLElement);
  show(form, false);
  show(busy);
  await drawn();
  const keys = await ask({ kind: 'make', passphrase });
  await postJson(form.action, { recipient: keys.recipient, wrapped_key: keys.wrapped });
  form.reset();
  show(busy, false);
  await showSheet(root, keys);
}

async function showSheet(root: HTMLElement, keys: Answer): Promise<void> {
  const sheet = need(root, '[data-sheet]', HTMLElement);
  need(sheet, '[data-fingerprint]', HTMLElement).textContent = groups(await fingerprint(keys.recipient), 4).slice(0, 39);
  need(sheet, '[data-recipient]', HTMLElement).textContent = keys.recipient;
  need(sheet, '[data-private]', HTMLElement).textContent = groups(keys.privateKey.replace(/^AGE-SECRET-KEY-1/u, ''), 4);
  need(sheet, '[data-qr]', HTMLElement).replaceChildren(qrElement(keys.privateKey, 'QR code de la clé privée'));
  show(need(root, '[data-intro]', HTMLElement), false);
  forgetOnLeaving();
  show(sheet);
  need(sheet, 'h2', HTMLElement).focus();
  guardLeaving(sheet);
}

/** Leaving before the sheet is printed is asked twice: nobody can make this sheet again. */
function guardLeaving(sheet: HTMLElement): void {
  const done = need(sheet, '[data-done]', HTMLButtonElement);
  const confirmed = need(sheet, '[data-confirmed]', HTMLInputElement);
  const stay = (event: BeforeUnloadEvent): void => { event.preventDefault(); };
  window.addEventListener('beforeunload', stay);
  confirmed.addEventListener('change', () => { done.disabled = !confirmed.checked; });
  done.addEventListener('click', () => {
    window.removeEventListener('beforeunload', stay);
    window.location.assign(done.dataset.onward ?? '/');
  });
}

export function groups(text: string, size: number): string {
  return text.match(new RegExp(`.{1,${size}}`, 'gu'))?.join(' ') ?? '';
}
