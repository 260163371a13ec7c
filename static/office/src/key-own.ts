/** One's own key: chosen, asked with, shown for comparing, and given another passphrase. */
import { comparedCode } from '../../sealing/holders';
import { drawn, make, need, say, show } from './dom';
import type { KeysPage } from './key-facts';
import { showCode } from './key-giving';
import { fetchKit, openOwnKey } from './key-kit';
import { ask } from './key-tasks';
import { passphraseFields } from './passphrase-fields';
import { Refused, postJson } from './server';
import { unlock } from './unlock';

const WRONG = 'Cette phrase n’ouvre pas votre clé. Vérifiez les majuscules, les accents et l’ordre des mots.';
const READ_ALOUD = 'Appelez une personne qui tient la clé et lisez-vous ces huit groupes : son écran doit montrer les mêmes. Elle vous la donne ensuite ; rechargez alors cette page.';

export function prepareOwn(page: KeysPage): void {
  prepareChoosing(page);
  preparePassphrase(page);
  const button = page.root.querySelector('[data-show-mine]');
  if (button instanceof HTMLButtonElement) prepareShowing(page, button);
}

/** Another own key: with the organisation's if it can be opened now, else it is asked for. */
function prepareChoosing(page: KeysPage): void {
  const form = need(page.root, '[data-own-form]', HTMLFormElement);
  const fields = passphraseFields(form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const passphrase = fields.read();
    if (passphrase === null) return;
    const opens = event.submitter instanceof HTMLButtonElement && event.submitter.value === 'open';
    work(page, () => choose(page, form, passphrase, opens)).catch((error: unknown) => { fields.complain(sentence(error)); });
  });
}

async function choose(page: KeysPage, form: HTMLFormElement, passphrase: string, opens: boolean): Promise<void> {
  const key = opens ? await unlock(page.address, 'Votre propre phrase ouvrira ensuite la même clé.') : null;
  if (opens && !key) return;
  const organisation = key?.recipient ?? page.facts.recipient;
  const { own, copy } = await ask('own', { passphrase, organisation, privateKey: key?.privateKey ?? null });
  await postJson(form.action, { own, asked_for: organisation, copy });
  form.reset();
  if (copy) window.location.reload();
  else showCode(page, 'Vos huit groupes', READ_ALOUD, await comparedCode(organisation, own.recipient));
}

/** The same key under another passphrase: nothing else changes. */
function preparePassphrase(page: KeysPage): void {
  const form = page.root.querySelector('[data-phrase-form]');
  if (!(form instanceof HTMLFormElement)) return;
  const fields = passphraseFields(form);
  const current = need(form, '[data-current]', HTMLInputElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const passphrase = fields.read();
    if (passphrase === null) return;
    work(page, async () => {
      const { organisation, ...pair } = await openOwnKey(await fetchKit(page.address), current.value);
      const own = await ask('relock', { passphrase, organisation: organisation ?? page.facts.recipient, pair });
      await postJson(form.action, { own });
      form.reset();
      say(need(form, '[data-done-phrase]', HTMLElement), 'Votre phrase est changée. L’ancienne n’ouvre plus.');
    }).catch((error: unknown) => { fields.complain(sentence(error)); });
  });
}

/** The groups come from the person's own key, not from the server: so their passphrase is needed. */
function prepareShowing(page: KeysPage, button: HTMLButtonElement): void {
  const wrong = need(page.root, '[data-mine-wrong]', HTMLElement);
  const form = make('form', '', { class: 'stack' });
  const input = make('input', '', { id: 'mine-phrase', type: 'password', autocomplete: 'current-password', required: '' });
  const field = make('div', '', { class: 'field' });
  field.append(make('label', 'Votre phrase de passe', { for: 'mine-phrase' }), input);
  const row = make('div', '', { class: 'row' });
  row.append(make('button', 'Montrer', { type: 'submit', class: 'button' }));
  form.append(field, row);
  button.addEventListener('click', () => {
    button.replaceWith(form);
    input.focus();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    say(wrong, '');
    work(page, async () => {
      const { recipient, organisation } = await openOwnKey(await fetchKit(page.address), input.value);
      showCode(page, 'Vos huit groupes', READ_ALOUD, await comparedCode(organisation ?? page.facts.recipient, recipient));
    }).catch((error: unknown) => { say(wrong, sentence(error)); });
  });
}

async function work(page: KeysPage, task: () => Promise<void>): Promise<void> {
  const busy = need(page.root, '[data-busy]', HTMLElement);
  show(busy);
  await drawn();
  await task().finally(() => { show(busy, false); });
}

function sentence(error: unknown): string {
  return error instanceof Refused ? error.message : WRONG;
}
