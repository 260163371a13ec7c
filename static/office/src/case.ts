/** The page of one case: days at one tap, and who it is, after unlocking. */
import { fromBase64Url } from '../../sealing/base64url';
import { openWords } from '../../sealing/referral';
import { openCases, type OpenedCase } from './case-sealed';
import { all, make, need, say, show } from './dom';
import { Refused, postJson } from './server';
import { unlock } from './unlock';

const NOT_OURS = 'Ces mots ne s’ouvrent pas : ils ne sont plus là, ou n’ont pas été scellés pour votre organisation.';
const GONE = 'Cette part scellée n’est plus là, ou n’est pas celle de cette suite. La tablette qui l’a notée en sait peut-être encore la porte.';

export function start(root: HTMLElement): void {
  for (const days of all(root, '[data-days]', HTMLElement)) {
    const input = need(root, `#${days.dataset.days ?? ''}`, HTMLInputElement);
    show(days);
    for (const button of all(days, 'button', HTMLButtonElement)) {
      button.addEventListener('click', () => { input.value = button.value; });
    }
  }
  // Sent once: the same page's second submission is refused by the server, and need not be tried.
  for (const form of all(root, 'form', HTMLFormElement)) {
    form.addEventListener('submit', () => setTimeout(() => { for (const button of all(form, 'button', HTMLButtonElement)) button.disabled = true; }));
  }
  const wrong = need(root, '[data-wrong]', HTMLElement);
  for (const button of all(root, '[data-open-words]', HTMLButtonElement)) {
    button.addEventListener('click', () => {
      readWords(root).catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : NOT_OURS); });
    });
  }
  need(root, '[data-open]', HTMLButtonElement).addEventListener('click', () => {
    say(wrong, '');
    reveal(root).catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : GONE); });
  });
}

/** What receivers wrote back, sealed to this organisation. */
async function readWords(root: HTMLElement): Promise<void> {
  const { key: address = '', words = '' } = root.dataset;
  const key = await unlock(address, 'Ces mots sont scellés : seule la clé de votre organisation les ouvre.');
  if (!key) return;
  const { words: sealed = {} } = (await postJson(words, {})) as { words?: Record<string, string> };
  for (const text of all(root, '[data-words-text]', HTMLElement)) {
    const id = text.dataset.referral ?? '';
    const file = sealed[id];
    say(text, (file === undefined ? null : await openWords(fromBase64Url(file), key.keys, id)) ?? NOT_OURS);
  }
  for (const closed of all(root, '[data-words-closed]', HTMLElement)) show(closed, false);
  root.querySelector<HTMLElement>('[data-words-text]')?.focus();
}

async function reveal(root: HTMLElement): Promise<void> {
  const { key: address = '', sealed = '', case: id = '' } = root.dataset;
  const key = await unlock(address, 'La porte et le nom sont scellés : seule la clé de votre organisation les ouvre.');
  if (!key) return;
  const opened = (await openCases(sealed, [id], key)).get(id);
  if (!opened) throw new Refused(GONE);
  const facts = need(root, '[data-facts]', HTMLElement);
  facts.replaceChildren(...lines(opened));
  for (const closed of all(root, '[data-closed]', HTMLElement)) show(closed, false);
  show(facts);
  facts.focus();
}

function lines({ door, identity }: OpenedCase): HTMLElement[] {
  const said: [string, string][] = [['Porte', door ?? 'aucune : rencontre sans porte'], ...identity];
  return said.flatMap(([name, value]) => {
    const dd = make('dd', name === 'Téléphone' ? '' : value);
    if (name === 'Téléphone') dd.append(make('a', value, { href: `tel:${value.replace(/[^+\d]/gu, '')}` }));
    return [make('dt', name), dd];
  });
}
