/**
 * A household's page: everything sealed at the entrance is opened in this browser, what is of this door is shown, printed and,
 * if asked, forgotten. The server is told which entries to forget, never which door they belong to.
 */
import { open } from '../../sealing/age';
import { fromBase64Url } from '../../sealing/base64url';
import { all, make, need, say, show } from './dom';
import { Refused, postJson } from './server';
import { unlock, type Unlocked } from './unlock';
import { readableMoment } from './words';

interface Opened {
  id: string;
  kind: string;
  said: Record<string, unknown>;
  text: Record<string, unknown>;
}

const STRANGE = 'Le serveur a répondu autre chose que ce qui est scellé. Rien n’a été changé : rechargez la page.';
const HEADINGS: Record<string, string> = { answers: 'Réponses', case: 'Suite promise', attachment: 'Photo ou enregistrement' };
const decoder = new TextDecoder('utf-8', { fatal: true });

export function start(root: HTMLElement): void {
  const wrong = need(root, '[data-wrong]', HTMLElement);
  let opened: Opened[] | null = null;
  const failed = (error: unknown): void => { say(wrong, error instanceof Refused ? error.message : STRANGE); };
  need(root, '[data-open]', HTMLButtonElement).addEventListener('click', () => {
    say(wrong, '');
    reveal(root).then((found) => { opened = found ?? opened; }, failed);
  });
  need(root, '[data-print]', HTMLButtonElement).addEventListener('click', () => { window.print(); });
  const form = need(root, '[data-erasing]', HTMLFormElement);
  form.addEventListener('submit', (event) => {
    if (!opened?.length) return;
    event.preventDefault();
    say(wrong, '');
    need(form, '[data-go]', HTMLButtonElement).disabled = true;
    postJson(root.dataset.erase ?? '', { entries: opened.map(({ id }) => id) }).then(
      () => {
        opened = null;
        form.submit();
      },
      (error: unknown) => {
        need(form, '[data-go]', HTMLButtonElement).disabled = false;
        failed(error);
      },
    );
  });
}

async function reveal(root: HTMLElement): Promise<Opened[] | null> {
  const { key: address = '', sealed = '', entrance = '', doors = '' } = root.dataset;
  const key = await unlock(address, 'Ce qui est de ce foyer est scellé : seule la clé de votre organisation l’ouvre.');
  if (!key) return null;
  const { entries } = record(await postJson(sealed, { entrance }));
  if (!Array.isArray(entries)) throw new Refused(STRANGE);
  const found = await ofDoor(entries, new Set(doors.split(' ')), key);
  const place = need(root, '[data-opened]', HTMLElement);
  place.replaceChildren(...(found.length ? found.map(drawn) : [make('p', 'Rien de scellé n’est de cette porte, ou plus rien.', { class: 'soft' })]));
  for (const closed of all(root, '[data-closed]', HTMLElement)) show(closed, false);
  show(place);
  show(need(root, '[data-then]', HTMLElement));
  need(root, '[data-go]', HTMLElement).textContent = 'Tout effacer';
  place.focus();
  return found;
}

/** What is of one of these doors. What does not open, or was put in another's place, is nobody's here. */
export async function ofDoor(entries: unknown[], doors: Set<string>, key: Unlocked): Promise<Opened[]> {
  const found: Opened[] = [];
  for (const entry of entries) {
    const { id, kind, said, sealed } = record(entry);
    if (typeof id !== 'string' || typeof kind !== 'string' || typeof sealed !== 'string') throw new Refused(STRANGE);
    const text = await opened(sealed, key);
    if (text.entry === id && text.organisation === key.organisation.id && typeof text.door === 'string' && doors.has(text.door)) {
      found.push({ id, kind, said: record(said), text });
    }
  }
  return found;
}

async function opened(sealed: string, key: Unlocked): Promise<Record<string, unknown>> {
  try {
    return record(JSON.parse(decoder.decode(await open(fromBase64Url(sealed), key.keys))));
  } catch {
    return {};
  }
}

function drawn({ kind, said, text }: Opened): HTMLElement {
  const section = make('section', '', { class: 'request-entry' });
  const facts = make('dl', '', { class: 'facts' });
  for (const [name, value] of [...Object.entries(record(text.identity)), ...Object.entries(told(said)), ...Object.entries(record(said.answers))]) {
    const words = Array.isArray(value) ? value.join(', ') : value;
    if (typeof words === 'string' && words) facts.append(make('dt', name.replaceAll('_', ' ')), make('dd', words));
  }
  const day = typeof text.made_at === 'string' ? text.made_at : said.day;
  section.append(make('h3', `${HEADINGS[kind] ?? kind}, ${typeof day === 'string' ? readableMoment(day) : ''}`), facts);
  if (typeof text.name === 'string') section.append(make('p', text.name, { class: 'soft' }));
  return section;
}

const NAMES: Record<string, string> = { matter: 'sorte', theme: 'sujet', state: 'où elle en est', due: 'pour le', consent: 'accord' };

function told(said: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(NAMES).map(([field, name]) => [name, said[field]]));
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
