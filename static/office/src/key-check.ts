/**
 * The key of another organisation is looked at before anything is sealed to it: compared aloud once, confirmed with our own key, and held to that.
 * What the server says of it is believed nowhere: neither the recipient nor the confirmation, which only our own key can make.
 */
import { keepComparison, organisationNumber, standingOf, type Comparison, type KeptComparison, type Standing } from '../../sealing/compared';
import { all, make, need, say, show } from './dom';
import { getJson, postJson, Refused } from './server';
import { deriveNumber } from './slow-number';
import type { Unlocked } from './unlock';
import { readableMoment } from './words';

/** What the server announces of another organisation. */
interface OtherKey {
  id: string;
  name: string;
  recipient: string;
  kept: KeptComparison | null;
}

interface Announced {
  /** Who is signed in here. */
  by: string;
  others: OtherKey[];
}

/** To whom something would be sealed. */
export interface Whom {
  id: string;
  recipient: string;
}

export interface KeyCheck {
  /** Says how it stands with this key. `atOnce`: with the number to compare. */
  look: (whom: Whom, key: Unlocked, atOnce: boolean) => Promise<void>;
  hide: () => void;
  /** Throws a `Refused` where nothing may be sealed to it: a key that changed, or was never compared and not taken on as such. */
  allow: (whom: Whom) => void;
}

const STRANGE = 'Le serveur ne dit plus rien de cette organisation. Rien n’a été envoyé. Rechargez la page.';
const REFUSED = 'Rien ne peut être scellé pour cette clé. Rien n’a été envoyé : comparez-la d’abord au téléphone.';
const UNCOMPARED = 'La clé de cette organisation n’a pas été comparée. Rien n’a été envoyé : comparez-la au téléphone, ou cochez que vous passez outre.';
const FAILED = 'La comparaison n’a pas pu être gardée. Rechargez la page et recommencez.';

/** A sender's older key that it no longer announces has changed as well, with nothing to compare it to. */
type Shown = Standing | { kind: 'changed'; comparison: null };

export async function announcedKeys(address: string): Promise<Announced> {
  const answer = (await getJson(address)) as Partial<Announced> | null;
  if (typeof answer?.by !== 'string' || !Array.isArray(answer.others)) throw new Refused(STRANGE);
  return answer as Announced;
}

/** `panel`: the macro `key_check`. */
export function keyCheck(panel: HTMLElement): KeyCheck {
  const address = panel.dataset.keyCheck ?? '';
  const without = panel.querySelector<HTMLInputElement>('[data-key-without] input');
  let looked: (Whom & { kind: Standing['kind'] }) | null = null;

  const tell = (whom: Whom, other: OtherKey, standing: Shown): void => {
    looked = { ...whom, kind: standing.kind };
    const said = need(panel, '[data-key-said]', HTMLElement);
    said.className = standing.kind === 'compared' ? 'key-compared' : 'notice notice-bad';
    said.textContent = sentenceOf(standing, other);
    for (const part of all(panel, '[data-key-call], [data-key-ask]', HTMLElement)) show(part, false);
    if (without) {
      without.checked = false;
      show(need(panel, '[data-key-without]', HTMLElement), standing.kind === 'never' || standing.kind === 'before');
    }
    show(panel);
  };

  const confirm = async (whom: Whom, other: OtherKey, by: string, key: Unlocked): Promise<void> => {
    const comparison = { organisation: whom.id, name: other.name, recipient: whom.recipient, by, at: new Date().toISOString() };
    await postJson(address, { organisation: whom.id, recipient: whom.recipient, ...(await keepComparison(comparison, key.privateKey)) });
    tell(whom, other, { kind: 'compared', comparison });
    need(panel, '[data-key-said]', HTMLElement).focus();
  };

  return {
    look: async (whom, key, atOnce) => {
      if (looked?.id === whom.id && looked.recipient === whom.recipient) return;
      looked = null;
      const { by, others } = await announcedKeys(address);
      const other = others.find(({ id }) => id === whom.id);
      if (!other) throw new Refused(STRANGE);
      const standing = await standingOf(other.kept, whom.id, whom.recipient, key.keys);
      const current = other.recipient === whom.recipient;
      tell(whom, other, current || standing.kind === 'compared' ? standing : { kind: 'changed', comparison: null });
      // A number that the other organisation no longer shows can't be compared.
      if (current && standing.kind !== 'compared') {
        await offer(panel, atOnce, () => organisationNumber(whom.id, whom.recipient, deriveNumber), () => confirm(whom, other, by, key));
      }
    },
    hide: () => {
      looked = null;
      show(panel, false);
    },
    allow: ({ id, recipient }) => {
      if (looked?.id !== id || looked.recipient !== recipient || looked.kind === 'changed' || looked.kind === 'forged') throw new Refused(REFUSED);
      if (looked.kind !== 'compared' && without?.checked !== true) throw new Refused(UNCOMPARED);
    },
  };
}

function sentenceOf(standing: Shown, { name }: OtherKey): string {
  switch (standing.kind) {
    case 'never':
      return `La clé de « ${name} » n’a jamais été comparée : rien ne prouve que ce soit la sienne. Si vous l’aviez déjà comparée, n’envoyez rien et prévenez la personne qui s’occupe du serveur.`;
    case 'forged':
      return `La confirmation que le serveur montre pour « ${name} » n’a pas été faite avec la clé de votre organisation. Rien ne peut lui être scellé avant d’avoir comparé ; prévenez la personne qui s’occupe du serveur.`;
    case 'before':
      return `La clé de « ${name} » a été comparée par ${standing.comparison.by} avant le changement de votre propre clé. Comparez-la de nouveau.`;
    case 'changed':
      return standing.comparison
        ? `La clé de « ${name} » n’est plus celle que ${standing.comparison.by} a comparée ${on(standing.comparison)}. Rien ne peut lui être scellé avant d’avoir comparé de nouveau.`
        : `La réponse serait scellée pour une clé que « ${name} » n’a plus. Répondez sans mots, ou par téléphone.`;
    case 'compared': {
      const { by, name: then } = standing.comparison;
      const renamed = then === name ? '' : ` Le serveur la nomme maintenant « ${name} » : vérifiez que c’est bien elle.`;
      return `Clé de « ${then} » comparée au téléphone par ${by} ${on(standing.comparison)}.${renamed}`;
    }
  }
}

function on({ at }: Comparison): string {
  return `le ${readableMoment(at)}`;
}

/** The number is slow to make: at once where it is needed, else when somebody asks for it. */
async function offer(panel: HTMLElement, atOnce: boolean, number: () => Promise<string>, confirm: () => Promise<void>): Promise<void> {
  const call = need(panel, '[data-key-call]', HTMLElement);
  const [ask, go] = [need(panel, '[data-key-ask]', HTMLButtonElement), need(panel, '[data-key-confirm]', HTMLButtonElement)];
  const same = need(panel, '[data-key-same]', HTMLInputElement);
  const wrong = need(panel, '[data-key-wrong]', HTMLElement);
  say(wrong, '');
  same.checked = false;
  go.disabled = true;
  same.onchange = () => { go.disabled = !same.checked; };
  go.onclick = () => {
    confirm().catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : FAILED); });
  };
  const open = async (): Promise<void> => {
    showNumber(need(call, '[data-key-number]', HTMLElement), await number());
    show(ask, false);
    show(call);
  };
  ask.onclick = () => { void open(); };
  show(ask, !atOnce);
  if (atOnce) await open();
}

export function showNumber(place: HTMLElement, number: string): void {
  place.replaceChildren(...number.split(' ').map((group) => make('span', group)));
}
