/** What was sealed with a case: which door it is, and who. Opened in this browser, after unlocking, and kept nowhere. */
import { open } from '../../sealing/age';
import { fromBase64Url } from '../../sealing/base64url';
import { Refused, postJson } from './server';
import type { Unlocked } from './unlock';

export interface OpenedCase {
  /** The door's name, or null: met at no door, or a door nobody knows. */
  door: string | null;
  /** What identifies, by field. */
  identity: [string, string][];
}

const NAMES: Record<string, string> = { name: 'Nom', phone: 'Téléphone', first_name: 'Prénom', last_name: 'Nom', telephone: 'Téléphone', email: 'Courriel' };
const STRANGE = 'Le serveur a répondu autre chose que ces suites. Rien n’a été changé : rechargez la page.';
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Null for a case whose sealed part is gone, or was not made for this entry and organisation. */
export async function openCases(address: string, cases: readonly string[], key: Unlocked): Promise<Map<string, OpenedCase | null>> {
  const answer = await postJson(address, { cases });
  const { cases: sealed, doors } = record(answer);
  const names = record(doors);
  const found = new Map<string, OpenedCase | null>();
  for (const [id, part] of Object.entries(record(sealed))) {
    const { entry, sealed: file } = record(part);
    if (typeof entry !== 'string') throw new Refused(STRANGE);
    found.set(id, typeof file === 'string' ? await openOne(file, entry, key, names) : null);
  }
  return found;
}

async function openOne(file: string, entry: string, key: Unlocked, names: Record<string, unknown>): Promise<OpenedCase | null> {
  const text = await open(fromBase64Url(file), key.keys).then(parse, () => null);
  // A part that was sealed for another entry, or for others, was put in this one's place.
  if (text?.entry !== entry || text.organisation !== key.organisation.id) return null;
  const door = typeof text.door === 'string' ? names[text.door] : null;
  const identity = Object.entries(record(text.identity)).flatMap(([field, value]): [string, string][] => {
    const said = Array.isArray(value) ? value.join(', ') : value;
    return typeof said === 'string' && said !== '' ? [[NAMES[field] ?? field, said]] : [];
  });
  return { door: typeof door === 'string' ? door : null, identity: [...identity, ...agreedOf(text.agreed)] };
}

const INFORMED: Record<string, string> = { aloud: 'de vive voix', aloud_leaflet: 'de vive voix, dépliant remis' };
const AGREED: Record<string, string> = { count_only: 'compter seulement', contact: 'revenir vers elle', share: 'transmettre à un partenaire' };

/** What the resident was told and agreed to at the exchange in which the case began, and the day. */
function agreedOf(agreed: unknown): [string, string][] {
  const { informed, consent, day } = record(agreed);
  if (typeof day !== 'string') return [];
  const on = day.split('-').reverse().join('/');
  const told = typeof informed === 'string' ? INFORMED[informed] : undefined;
  const scope = typeof consent === 'string' ? AGREED[consent] : undefined;
  return [...(told ? [['Informée', `${told}, le ${on}`] as [string, string]] : []), ...(scope ? [['A accepté', `${scope}, le ${on}`] as [string, string]] : [])];
}

function parse(bytes: Uint8Array): Record<string, unknown> | null {
  const value: unknown = JSON.parse(decoder.decode(bytes));
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
