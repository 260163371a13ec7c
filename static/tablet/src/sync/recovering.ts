/** Asking the coordination for this tablet's key: sealed, asked for again and again, opened by a key that lives only as long as the question. */
import { makeKeyPair } from '../../../sealing/age';
import { fromBase64Url, toBase64Url } from '../../../sealing/base64url';
import { numberOf, openGiven } from '../../../sealing/recovery';
import { SENTENCES, Sentence } from '../domain/sentences';
import type { Recovering } from '../domain/tablet';
import { openByKey, whose } from '../store/recovering';
import type { Store } from '../store/store';
import { ExchangeFailure, post } from './server';

const AGAIN = 4_000;

/** Throws a `Sentence` when this tablet keeps nothing to ask with, or the server does not answer now. */
export async function recover(store: Store, worker: string): Promise<Recovering> {
  const { recovery } = store.known();
  if (recovery === undefined) throw new Sentence(SENTENCES.noRecovery);
  const pair = await makeKeyPair();
  const body = { worker, recipient: pair.recipient, sealed: toBase64Url(recovery) };
  const number = await numberOf(pair.recipient, store.env.deriveCodeKey);
  await post(store.env, store.known().token, 'recoveries', body).catch((failure: unknown) => {
    throw failure instanceof ExchangeFailure ? new Sentence(failure.kind === 'unknown' ? SENTENCES.unknownToServer : SENTENCES.recoveryOffline, { cause: failure }) : failure;
  });
  let stopped = false;
  // Read through a function: it changes while the loop waits.
  const over = () => stopped;
  const opened = (async () => {
    while (!over()) {
      await new Promise<void>((resolve) => { store.env.later(resolve, AGAIN); });
      if (over()) return;
      // A network that is gone for a moment comes back.
      const answer = await post(store.env, store.known().token, 'recoveries', body).catch(() => null);
      if (typeof answer?.body.answer !== 'string') continue;
      await openByKey(store, worker, await openGiven(fromBase64Url(answer.body.answer), whose(store), pair.privateKey));
      return;
    }
  })();
  return { number, opened, stop: () => { stopped = true; } };
}
