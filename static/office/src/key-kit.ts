/** What the server keeps for one coordinator, all of it locked or sealed; and opening the organisation's key with it. */
import { recipientOf, type KeyPair } from '../../sealing/age';
import { keysBefore, openCopy, type KeyOfPast, type OwnKey } from '../../sealing/holders';
import { ask } from './key-tasks';
import { Refused, getJson } from './server';

export interface Kit {
  organisation: { id: string; name: string };
  person: string;
  recipient: string;
  own: OwnKey | null;
  /** The organisation's private keys, sealed to `own`, by recipient. */
  copies: Record<string, string>;
  /** Of an organisation whose coordinators still share one passphrase. */
  shared: string | null;
  keys: KeyOfPast[];
}

export interface Unlocked {
  /** The organisation's current key. */
  privateKey: string;
  /** Derived from the private key in this browser, never taken from the server. */
  recipient: string;
  /** Every key that opens what was sealed, the current one first. */
  keys: string[];
  recipients: string[];
  organisation: { id: string; name: string };
  /** The person's own key; null when something else opened. */
  own: KeyPair | null;
}

const NOT_OURS = 'Cette clé privée n’est pas celle de votre organisation. Vérifiez que c’est la bonne feuille de secours.';
const OLD_SHEET = 'Cette feuille est celle d’une ancienne clé de votre organisation : prenez celle imprimée au dernier changement.';
const OTHER_KEY = 'Le serveur annonce une autre clé que celle de votre organisation. N’allez pas plus loin et prévenez la personne qui s’occupe du serveur.';
const NOT_GIVEN = 'Votre phrase est la bonne, mais la clé de l’organisation ne vous a pas encore été donnée. Demandez-la depuis la page « Clés ».';
const NO_KEY = 'Vous n’avez pas encore votre propre phrase de passe. Choisissez-la sur la page « Clés », puis demandez la clé à une personne qui la tient.';
const STRANGE = 'Le serveur a répondu autre chose que la clé. Rechargez la page.';

export async function fetchKit(address: string): Promise<Kit> {
  const kit = (await getJson(address)) as Partial<Kit> | null;
  const whole = typeof kit?.recipient === 'string' && typeof kit.person === 'string' && typeof kit.organisation?.id === 'string' && Array.isArray(kit.keys);
  if (!whole || typeof kit.copies !== 'object') throw new Refused(STRANGE);
  return kit as Kit;
}

/** Throws a `Refused`, or another error when the passphrase is wrong. */
export async function openWithPassphrase(kit: Kit, passphrase: string): Promise<Unlocked> {
  if (!kit.own && kit.shared === null) throw new Refused(NO_KEY);
  const own = kit.own && (await ask('openOwn', { wrapped: kit.own.wrapped_key, passphrase }).catch((error: unknown) => {
    // Whoever has an own passphrase may type the one they used to share.
    if (kit.shared === null) throw error;
    return null;
  }));
  if (!own) return unlocked(kit, await ask('openShared', { wrapped: kit.shared ?? '', passphrase }), null, OTHER_KEY);
  const sealed = kit.copies[kit.recipient];
  if (sealed === undefined) throw new Refused(NOT_GIVEN);
  const pair = { privateKey: own.privateKey, recipient: await recipientOf(own.privateKey) };
  const opened = await openCopy(sealed, own.privateKey).catch(() => { throw new Refused(OTHER_KEY); });
  const found = await unlocked(kit, opened, pair, OTHER_KEY);
  // The key that this person knew must be this one, or one that it leads back to: the server alone can't put another in its place.
  if (own.organisation !== null && !found.recipients.includes(own.organisation)) throw new Refused(OTHER_KEY);
  return found;
}

/** With the private key itself, from paper: for the day the passphrase is lost. */
export async function openWithPrivateKey(kit: Kit, privateKey: string): Promise<Unlocked> {
  return unlocked(kit, privateKey, null, NOT_OURS);
}

/** Whoever may not open names yet can prove their own passphrase all the same: to show what is compared, or to change it. */
export async function openOwnKey(kit: Kit, passphrase: string): Promise<KeyPair & { organisation: string | null }> {
  if (!kit.own) throw new Refused(NO_KEY);
  const { privateKey, organisation } = await ask('openOwn', { wrapped: kit.own.wrapped_key, passphrase });
  return { privateKey, recipient: await recipientOf(privateKey), organisation };
}

/** The private key as the recovery sheet prints it in groups. */
export function privateKeyIn(text: string): string | null {
  const joined = text.replace(/\s/gu, '').toUpperCase();
  return /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/u.test(joined) ? joined : null;
}

async function unlocked(kit: Kit, privateKey: string, own: KeyPair | null, otherwise: string): Promise<Unlocked> {
  const recipient = await recipientOf(privateKey).catch(() => { throw new Refused(otherwise); });
  if (recipient !== kit.recipient) throw new Refused(kit.keys.some((key) => key.recipient === recipient) ? OLD_SHEET : otherwise);
  const before = await keysBefore(privateKey, recipient, kit.keys);
  return {
    privateKey,
    recipient,
    keys: [privateKey, ...before.map((key) => key.privateKey)],
    recipients: [recipient, ...before.map((key) => key.recipient)],
    organisation: kit.organisation,
    own,
  };
}
