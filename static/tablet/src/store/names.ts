/** The files `names/<round>`: age files to this tablet. Opened in memory while it is unlocked; what is kept is the file, encrypted once more. */
import { open } from '../../../sealing/age';
import { parisDay } from '../domain/moments';
import { readRoundNames, type NamedCase, type RoundNames } from '../domain/names';
import { enrolledKeys } from './enrolment';
import { readFile } from './files';
import type { Session, Store } from './store';

/** By the hash of the file; they go with the session when the tablet locks. */
const memory = new WeakMap<Session, Map<string, RoundNames | null>>();

/** By case, of the rounds that go on and of entrances that are still theirs; nothing of what the bundle names no more, or whose last day has passed. */
export async function roundNames(store: Store): Promise<Map<string, NamedCase>> {
  const session = store.unlocked();
  const { bundle } = session;
  const today = parisDay(store.env.now() + (store.known().clockErrorMs ?? 0));
  const found = new Map<string, NamedCase>();
  for (const round of bundle.rounds) {
    const card = bundle.files?.find(({ name }) => name === `names/${round.id}`);
    const names = card ? await opened(store, session, round.id) : null;
    if (!names || names.until < today) continue;
    for (const [id, one] of names.cases) if (round.entrances.includes(one.entrance)) found.set(id, one);
  }
  return found;
}

async function opened(store: Store, session: Session, round: string): Promise<RoundNames | null> {
  const file = await readFile(store, `names/${round}`);
  if (!file) return null;
  const known = memory.get(session) ?? new Map<string, RoundNames | null>();
  memory.set(session, known);
  const id = `${round} ${file.hash}`;
  const before = known.get(id);
  if (before !== undefined) return before;
  const { privateKey } = await enrolledKeys(store, session);
  const text: unknown = await open(file.bytes, privateKey).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown).catch(() => null);
  const names = readRoundNames(text, { round, organisation: store.known().organisation.id, device: session.bundle.device.id });
  known.set(id, names);
  return names;
}
