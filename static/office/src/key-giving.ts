/** Giving the key: two people read eight groups to each other, then this browser seals the key to the one who asked. */
import { comparedCode, copyFor } from '../../sealing/holders';
import { all, need, say, show } from './dom';
import type { HolderFacts, KeysPage } from './key-facts';
import { Refused, postJson } from './server';
import { unlock, type Unlocked } from './unlock';

const FAILED = 'La clé n’a pas pu être donnée. Rien n’a été enregistré : rechargez la page et recommencez.';
const OTHER_KEY = 'Cette demande a été faite pour une autre clé que celle de votre organisation. Ne donnez rien : que la personne recommence sa demande, et prévenez qui s’occupe du serveur si cela se répète.';
const HOW = 'Lisez-vous les huit groupes à voix haute, l’un à l’autre : les deux écrans doivent montrer les mêmes.';

export function prepareGiving(page: KeysPage): void {
  const wrong = need(page.root, '[data-give-wrong]', HTMLElement);
  for (const button of all(page.root, '[data-give]', HTMLButtonElement)) {
    button.addEventListener('click', () => {
      say(wrong, '');
      const asker = page.facts.holders.find(({ id }) => id === button.dataset.give);
      if (asker) compare(page, asker).catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : FAILED); });
    });
  }
}

async function compare(page: KeysPage, asker: HolderFacts): Promise<void> {
  const { recipient, asked_for: askedFor } = asker;
  const key = await unlock(page.address, `Vous allez donner la clé à ${asker.name}.`);
  if (!key || recipient === null) return;
  if (askedFor === null || !key.recipients.includes(askedFor)) throw new Refused(OTHER_KEY);
  showCode(page, `Donner la clé à ${asker.name}`, HOW, await comparedCode(askedFor, recipient));
  const form = need(page.compare, '[data-give-form]', HTMLFormElement);
  const same = need(form, '[data-same]', HTMLInputElement);
  const go = need(form, 'button[type=submit]', HTMLButtonElement);
  const wrong = need(page.root, '[data-give-wrong]', HTMLElement);
  same.checked = false;
  go.disabled = true;
  same.onchange = () => { go.disabled = !same.checked; };
  form.onsubmit = (event) => {
    event.preventDefault();
    give(form, asker.id, recipient, key).catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : FAILED); });
  };
  need(form, '[data-give-up]', HTMLButtonElement).onclick = () => { show(page.compare, false); };
  show(form);
}

async function give(form: HTMLFormElement, person: string, recipient: string, key: Unlocked): Promise<void> {
  const copy = await copyFor(recipient, key.privateKey);
  await postJson(form.action, { person, recipient, organisation_recipient: key.recipient, copy });
  window.location.reload();
}

export function showCode({ compare: panel }: KeysPage, title: string, how: string, code: string): void {
  const heading = need(panel, 'h2', HTMLElement);
  heading.textContent = title;
  need(panel, '[data-compare-how]', HTMLElement).textContent = how;
  need(panel, '[data-code]', HTMLElement).replaceChildren(...code.split(' ').map((group) => {
    const element = document.createElement('span');
    element.textContent = group;
    return element;
  }));
  show(panel);
  heading.focus();
}
