/** Opens sealed parts off the page's thread. The keys it gets are the browser's own: it can use them and not read them. */
import { fromBase64Url } from '../../sealing/base64url';
import { openQuickly, type QuickKey } from '../../sealing/quick';
import type { OpenedPerson, SealedPerson } from './people-list';

export interface PeopleTask {
  organisation: string;
  keys: QuickKey[];
  people: Pick<SealedPerson, 'entry' | 'sealed'>[];
}

const AT_ONCE = 50;
const decoder = new TextDecoder('utf-8', { fatal: true });

async function openAll({ organisation, keys, people }: PeopleTask): Promise<(OpenedPerson | null)[]> {
  const opened: (OpenedPerson | null)[] = [];
  for (let start = 0; start < people.length; start += AT_ONCE) {
    opened.push(...(await Promise.all(people.slice(start, start + AT_ONCE).map((person) => openOne(person, keys, organisation).catch(() => null)))));
  }
  return opened;
}

/** Null for a part that was sealed for another entry, another organisation or in another format: it was put in this one's place. */
async function openOne({ entry, sealed }: Pick<SealedPerson, 'entry' | 'sealed'>, keys: QuickKey[], organisation: string): Promise<OpenedPerson | null> {
  const text = JSON.parse(decoder.decode(await openQuickly(fromBase64Url(sealed), keys))) as Record<string, unknown>;
  if (text.format !== 'palier-sealed/1' || text.entry !== entry || text.organisation !== organisation) return null;
  const identity = Object.entries((text.identity ?? {}) as Record<string, unknown>).flatMap(([field, value]): [string, string][] => {
    const said = Array.isArray(value) ? value.join(', ') : value;
    return typeof said === 'string' && said !== '' ? [[field, said]] : [];
  });
  return { entry, door: textIn(text.door), visit: textIn(text.visit), identity };
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

self.addEventListener('message', (event: MessageEvent<PeopleTask>) => {
  void openAll(event.data).then((opened) => { event.ports[0]?.postMessage(opened); });
});
