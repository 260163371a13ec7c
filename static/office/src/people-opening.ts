/** Fetching every sealed part and opening it, page after page, by as many workers as the machine has hands for. */
import { quickKey, type QuickKey } from '../../sealing/quick';
import { keptKey } from '../../sealing/rotation';
import type { Unlocked } from './key-kit';
import { personOf, type OpenedPerson, type Person, type SealedPerson } from './people-list';
import type { PeopleTask } from './people-worker';
import { Refused, postJson } from './server';

const MOST_WORKERS = 4;
const STRANGE = 'Le serveur a répondu autre chose que des parts scellées. Rien n’a été changé : rechargez la page.';

interface Page {
  people: SealedPerson[];
  entrances: Record<string, string>;
  doors: Record<string, string>;
  more: boolean;
}

export interface People {
  found: Person[];
  /** Parts that this key does not open, or that were made for something else. */
  closed: number;
}

type Part = Pick<SealedPerson, 'entry' | 'sealed'>;

/** `progress` is told how many were opened, as they are. */
export async function openPeople(address: string, unlocked: Unlocked, progress: (opened: number) => void): Promise<People> {
  return withHands(unlocked, (keys, hands) => openPages(address, unlocked.organisation.id, keys, hands, progress));
}

/** A few parts, in their order; null where this key does not open one, or it was made for something else. */
export async function openParts(parts: readonly Part[], unlocked: Unlocked): Promise<(OpenedPerson | null)[]> {
  return withHands(unlocked, async (keys, hands) => {
    const share = Math.max(1, Math.ceil(parts.length / hands.length));
    const opened = await Promise.all(hands.map(async (hand, at) => {
      const people = parts.slice(at * share, (at + 1) * share);
      return people.length === 0 ? [] : openWith(hand, { organisation: unlocked.organisation.id, keys, people });
    }));
    return opened.flat();
  });
}

async function withHands<Opened>(unlocked: Unlocked, work: (keys: QuickKey[], hands: readonly Worker[]) => Promise<Opened>): Promise<Opened> {
  const keys = await Promise.all(unlocked.keys.map(async (key, at) => quickKey(await keptKey(key), unlocked.recipients[at] ?? '')));
  const hands = Array.from({ length: Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency)) }, () => new Worker(new URL('./people-worker.ts', import.meta.url), { type: 'module' }));
  try {
    return await work(keys, hands);
  } finally {
    for (const hand of hands) hand.terminate();
  }
}

async function openPages(address: string, organisation: string, keys: QuickKey[], hands: readonly Worker[], progress: (opened: number) => void): Promise<People> {
  const people: People = { found: [], closed: 0 };
  const working: Promise<void>[] = [];
  let next: Promise<Page> | null = fetchPage(address, null);
  while (next !== null) {
    const page: Page = await next;
    // The next page is on its way while this one is opened.
    next = page.more ? fetchPage(address, page.people.at(-1)?.entry ?? null) : null;
    const share = Math.ceil(page.people.length / hands.length);
    for (const [at, hand] of hands.entries()) {
      const part = page.people.slice(at * share, (at + 1) * share);
      if (part.length === 0) continue;
      working.push(openWith(hand, { organisation, keys, people: part }).then((opened) => {
        opened.forEach((one, place) => {
          const sealed = part[place];
          if (one && sealed) people.found.push(personOf(sealed, one, page.doors, page.entrances));
          else people.closed += 1;
        });
        progress(people.found.length + people.closed);
      }));
    }
  }
  await Promise.all(working);
  return people;
}

async function fetchPage(address: string, after: string | null): Promise<Page> {
  const page = (await postJson(address, { after })) as Partial<Page> | null;
  if (!Array.isArray(page?.people) || typeof page.doors !== 'object' || typeof page.entrances !== 'object') throw new Refused(STRANGE);
  return { people: page.people, doors: page.doors, entrances: page.entrances, more: page.more === true };
}

/** A worker answers in the order it was asked. */
function openWith(hand: Worker, task: PeopleTask): Promise<(OpenedPerson | null)[]> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    port1.onmessage = (event: MessageEvent<(OpenedPerson | null)[]>) => {
      port1.close();
      resolve(event.data);
    };
    hand.addEventListener('error', () => { reject(new Error('The worker stopped.')); }, { once: true });
    hand.postMessage(task, [port2]);
  });
}
