/** The page of one case: days at one tap, and who it is, after unlocking. */
import { openCases, type OpenedCase } from './case-sealed';
import { all, make, need, say, show } from './dom';
import { Refused } from './server';
import { unlock } from './unlock';

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
  need(root, '[data-open]', HTMLButtonElement).addEventListener('click', () => {
    say(wrong, '');
    reveal(root).catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : GONE); });
  });
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
