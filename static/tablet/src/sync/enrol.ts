/** Enrolment: the coordinator's link carries a token, and the fingerprint of the key that everything will be sealed to. */
import { readBefore } from '../domain/before';
import { readBundle } from '../domain/bundle';
import { SENTENCES, Sentence } from '../domain/sentences';
import { isText } from '../domain/reading';
import { shortFingerprint } from '../../../sealing/age';
import { enrolAgain, enrolNew, invitationKeys, type Enrolled } from '../store/enrolment';
import type { Store } from '../store/store';
import { ExchangeFailure, post, type Answer } from './server';

const LINK = /^#?([\w-]{16,200})\.([0-9a-f]{32})$/u;

export async function enrol(store: Store, fragment: string): Promise<void> {
  const [, token, fingerprint] = LINK.exec(fragment.trim()) ?? [];
  if (token === undefined || fingerprint === undefined) throw new Sentence(SENTENCES.badLink);
  if (store.saved && store.session === null) throw new Sentence(SENTENCES.alreadyEnrolled);
  const pair = await invitationKeys(store, token);
  const answer = await post(store.env, null, 'enrolments', { token, device_recipient: pair.recipient }).catch(explain);
  const enrolled = readEnrolled(answer, fingerprint);
  // A server that puts its own key in place of the organisation's is found out here, before anything is sealed.
  if ((await shortFingerprint(enrolled.bundle.organisation.recipient)) !== fingerprint) throw new Sentence(SENTENCES.wrongFingerprint);
  if (store.saved) await enrolAgain(store, enrolled);
  else await enrolNew(store, pair, enrolled);
}

function explain(failure: unknown): never {
  if (!(failure instanceof ExchangeFailure)) throw failure;
  const { kind } = failure;
  if (kind === 'unknown' || kind === 'refused') throw new Sentence(SENTENCES.usedLink);
  throw new Sentence(kind === 'strange' ? SENTENCES.strangeNetwork : SENTENCES.enrolOffline);
}

function readEnrolled({ body, epoch, clockErrorMs }: Answer, fingerprint: string): Enrolled {
  const bundle = readBundle(body.bundle);
  const { device_token, bundle_hash } = body;
  if (bundle === null || !isText(device_token) || !isText(bundle_hash)) throw new Sentence(SENTENCES.strangeBundle);
  return { token: device_token, epoch, bundle, bundleHash: bundle_hash, before: readBefore(body.before), fingerprint, clockErrorMs };
}
