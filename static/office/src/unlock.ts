/**
 * Unlocking: the passphrase opens the organisation's private key in the memory of this page, and of this page only.
 * It is never stored; leaving the page, locking it, or five minutes without a hand on it forget it.
 */
import { joinParts, type Joined } from '../../sealing/shares';
import { make } from './dom';
import { fetchKit, openWithPassphrase, openWithPrivateKey, privateKeyIn, type Unlocked } from './key-kit';
import { forgetOnLeaving } from './leaving';
import { lockByItself } from './locking';
import { Refused } from './server';

export type { Unlocked } from './key-kit';

const WRONG = 'Cette phrase n’ouvre pas la clé. Vérifiez les majuscules, les accents et l’ordre des mots.';
const PARTS: Record<Extract<Joined, { problem: string }>['problem'], string> = {
  not_a_part: 'L’une des deux parts est mal recopiée. Relisez-la groupe par groupe : un seul caractère suffit à la fausser.',
  same_part: 'C’est deux fois la même feuille. Il en faut deux différentes.',
  other_keys: 'Ces deux feuilles ne sont pas d’une même clé. Prenez deux feuilles imprimées le même jour.',
};

let memory: Unlocked | null = null;

/** Gives the key, asking for the passphrase the first time. Resolves to null when the person gives up. */
export async function unlock(address: string, reason: string): Promise<Unlocked | null> {
  return memory ?? new Promise((resolve) => { openDialog(address, reason, resolve); });
}

function keep(unlocked: Unlocked): void {
  memory = unlocked;
  forgetOnLeaving(() => { memory = null; });
  lockByItself(() => { memory = null; });
}

function openDialog(address: string, reason: string, resolve: (result: Unlocked | null) => void): void {
  const dialog = make('dialog', '', { class: 'dialog', 'aria-labelledby': 'unlock-title' });
  const form = make('form', '', { method: 'dialog' });
  const wrong = make('p', '', { class: 'wrong', id: 'unlock-wrong', role: 'alert', hidden: '' });
  const go = make('button', 'Ouvrir', { type: 'submit', class: 'button' });
  const cancel = make('button', 'Pas maintenant', { type: 'button', class: 'button button-quiet' });
  const fields = passphraseFields();
  const row = make('div', '', { class: 'row' });
  row.append(go, cancel);
  form.append(
    make('h2', 'Ouvrir avec la phrase de passe', { id: 'unlock-title' }),
    make('p', `${reason} La clé reste dans la mémoire de cette page et disparaît quand vous la quittez.`),
    fields.element,
    wrong,
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
    open(address, fields.values()).then(
      (unlocked) => {
        keep(unlocked);
        close(unlocked);
      },
      (error: unknown) => {
        wrong.textContent = error instanceof Refused ? error.message : WRONG;
        wrong.hidden = false;
        go.disabled = false;
        go.textContent = 'Ouvrir';
        fields.again();
      },
    );
  });
  dialog.showModal();
  fields.again();
}

interface Fields {
  element: HTMLElement;
  /** One text, or the two parts. */
  values: () => string[];
  again: () => void;
}

/** One field for the passphrase, which also takes the key of the sheet; two for the parts, on demand. */
function passphraseFields(): Fields {
  const element = make('div', '', { class: 'field' });
  const phrase = make('input', '', { id: 'unlock-phrase', type: 'password', autocomplete: 'current-password', required: '', 'aria-describedby': 'unlock-wrong unlock-hint' });
  const two = make('button', 'Ouvrir avec deux feuilles sur trois', { type: 'button', class: 'reveal' });
  const hint = make('p', 'Phrase perdue ? La clé privée de la feuille de secours ouvre aussi.', { class: 'hint', id: 'unlock-hint' });
  element.append(make('label', 'Phrase de passe', { for: 'unlock-phrase' }), phrase, hint, two);
  let inputs: HTMLInputElement[] = [phrase];
  two.addEventListener('click', () => {
    inputs = [0, 1].map((at) => make('input', '', { id: `unlock-part-${at}`, type: 'text', autocomplete: 'off', spellcheck: 'false', required: '', 'aria-describedby': 'unlock-wrong' }));
    element.replaceChildren(...inputs.flatMap((input, at) => [make('label', at === 0 ? 'Part d’une feuille' : 'Part d’une autre feuille', { for: input.id }), input]));
    inputs[0]?.focus();
  });
  const again = (): void => {
    inputs[0]?.focus();
    inputs[0]?.select();
  };
  return { element, values: () => inputs.map((input) => input.value), again };
}

async function open(address: string, [first = '', second]: string[]): Promise<Unlocked> {
  const kit = await fetchKit(address);
  if (second !== undefined) {
    const joined = await joinParts(first, second);
    if ('problem' in joined) throw new Refused(PARTS[joined.problem]);
    return openWithPrivateKey(kit, joined.privateKey);
  }
  const written = privateKeyIn(first);
  return written ? openWithPrivateKey(kit, written) : openWithPassphrase(kit, first);
}
