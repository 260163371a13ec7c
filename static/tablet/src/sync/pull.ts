/** Taking in what others noted, entrance by entrance, and the rounds and forms. Only while unlocked: there is no key otherwise. */
import { isShape } from '../domain/reading';
import { applyPage, cursorsOf, keepForm, missingForms, retrySetAside, type Page } from '../store/receiving';
import { forgetExchanges } from '../store/exchanges';
import { settleCases } from '../store/cases';
import { keepMedia, missingMedia, sharedMedia } from '../store/media';
import { dropUnnamedFiles, keepFile, missingFiles } from '../store/files';
import { letGo } from '../store/leaving';
import type { Store } from '../store/store';
import { fetchBasemap } from './basemap';
import { heed } from './orders';
import { ExchangeFailure, getBytes, getText, post, readCursors, type Answer, type FailureKind } from './server';
import { telling } from './telling';

export interface Pulled {
  answer: Answer;
  /** True when the server tells another epoch: nothing of this answer was applied. */
  otherEpoch: boolean;
  trouble: string | null;
  /** Something large is not here whole yet: another exchange goes on with it. */
  more: boolean;
}

export async function pull(store: Store): Promise<Pulled> {
  await retrySetAside(store);
  let trouble: string | null = null;
  for (;;) {
    const asked = cursorsOf(store);
    const { token, epoch, bundleHash } = store.known();
    const answer = await post(store.env, token, 'changes', { epoch, bundle_hash: bundleHash, cursors: asked, ...telling(store) });
    await heed(store, answer);
    if (store.session === null) return { answer, otherEpoch: false, trouble, more: false };
    if (answer.epoch !== epoch) return { answer, otherEpoch: true, trouble, more: false };
    const { page, more } = readPage(answer);
    trouble = (await applyPage(store, page)) ?? trouble;
    // A new bundle may bring entrances that were not asked for.
    const ended = !more && page.bundle === null;
    const moved = Object.entries(cursorsOf(store)).some(([entrance, cursor]) => cursor !== asked[entrance]);
    if (more && !moved) throw new ExchangeFailure('strange');
    if (ended || !moved) {
      await fetchForms(store);
      await fetchMedia(store);
      const more = await fetchFiles(store);
      await settleCases(store);
      await forgetExchanges(store);
      await letGo(store);
      return { answer, otherEpoch: false, trouble, more };
    }
  }
}

function readPage({ body, epoch }: Answer): { page: Page; more: boolean } {
  const { bundle, bundle_hash, changes, more } = body;
  const cursors = readCursors(body.cursors);
  if (!Array.isArray(changes) || cursors === null || typeof more !== 'boolean') throw new ExchangeFailure('strange');
  if (bundle !== null && !isShape(bundle)) throw new ExchangeFailure('strange');
  const bundleHash = typeof bundle_hash === 'string' ? bundle_hash : null;
  return { page: { epoch, bundle, bundleHash, changes: changes as unknown[], cursors }, more };
}

async function fetchForms(store: Store): Promise<void> {
  for (const hash of await missingForms(store)) {
    const xform = await getText(store.env, store.known().token, `forms/${hash}`);
    if (!(await keepForm(store, hash, xform))) throw new ExchangeFailure('strange');
  }
}

/** Before a form is called ready. A file that cannot be had holds up nothing else: the form waits for it. */
async function fetchMedia(store: Store): Promise<void> {
  for (const file of await missingMedia(store)) {
    await unlessRefused(async () => {
      const address = `forms/${file.form}/media/${encodeURIComponent(file.name)}`;
      const bytes = (await sharedMedia(store, file.hash)) ?? (await getBytes(store.env, store.known().token, address));
      if (!(await keepMedia(store, file, bytes))) throw new ExchangeFailure('strange');
    });
  }
}

/** What became another meanwhile is refused, and comes with the next bundle: it holds up nothing else. Returns whether there is more. */
async function fetchFiles(store: Store): Promise<boolean> {
  await dropUnnamedFiles(store);
  for (const file of await missingFiles(store)) {
    await unlessRefused(async () => {
      const bytes = await getBytes(store.env, store.known().token, `files/${file.name}/${file.hash}`);
      if (!(await keepFile(store, file, bytes))) throw new ExchangeFailure('strange');
    });
  }
  // The exchange itself is over: a network that breaks off here has taken nothing back.
  return (await unlessRefused(() => fetchBasemap(store), ['refused', 'unreachable', 'busy'])) ?? false;
}

async function unlessRefused<Result>(work: () => Promise<Result>, passedOver: readonly FailureKind[] = ['refused']): Promise<Result | null> {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof ExchangeFailure && passedOver.includes(failure.kind)) return null;
    throw failure;
  }
}
