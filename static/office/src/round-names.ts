/** A round's page, « Préparer les noms »: opened here, sealed here again to each tablet. The server gets age files and learns nothing. */
import { need, say, show } from './dom';
import { namedDoor, sealNames, type SealedPromise, type TabletOfRound } from './names';
import { openParts } from './people-opening';
import { Refused, postJson } from './server';
import { unlock } from './unlock';

const FAILED = 'Les noms n’ont pas pu être préparés. Rien n’a été envoyé aux tablettes : rechargez la page et réessayez.';
const STRANGE = 'Le serveur a répondu autre chose que les suites de cette tournée. Rien n’a été scellé : rechargez la page.';

interface ToSeal {
  round: string;
  until: string;
  tablets: TabletOfRound[];
  promises: SealedPromise[];
}

export function start(root: HTMLElement): void {
  const wrong = need(root, '[data-wrong]', HTMLElement);
  const done = need(root, '[data-done]', HTMLElement);
  const button = need(root, '[data-prepare]', HTMLButtonElement);
  button.addEventListener('click', () => {
    say(wrong, '');
    say(done, '');
    button.disabled = true;
    prepare(root)
      .then((said) => {
        say(done, said);
        if (said) show(need(root, '[data-state]', HTMLElement), false);
      }, (error: unknown) => { say(wrong, error instanceof Refused ? error.message : FAILED); })
      .finally(() => { button.disabled = false; });
  });
}

/** What was done, as a sentence; empty when the person gives up. */
async function prepare(root: HTMLElement): Promise<string> {
  const { key: address = '', sealed = '', keep = '' } = root.dataset;
  const key = await unlock(address, 'Les noms sont scellés : seule la clé de votre organisation les ouvre.');
  if (!key) return '';
  const { round, until, tablets, promises } = readToSeal(await postJson(sealed, {}));
  const opened = await openParts(promises, key);
  const doors = promises.flatMap((promise, at) => {
    const one = opened[at];
    return one ? [namedDoor(promise, one)] : [];
  });
  const head = { round, organisation: key.organisation.id, until };
  const files = await Promise.all(tablets.map(async (tablet) => ({ tablet: tablet.id, recipient: tablet.recipient, sealed: await sealNames(head, tablet, doors) })));
  await postJson(keep, { files });
  return said(doors.length, tablets.length, promises.length - doors.length);
}

function said(doors: number, tablets: number, closed: number): string {
  const what = doors === 0 ? 'Aucune suite en cours dans cette tournée' : `${doors} suite${doors > 1 ? 's' : ''} scellée${doors > 1 ? 's' : ''}`;
  const beside = closed > 0 ? ` ${closed} part${closed > 1 ? 's' : ''} que cette clé n’ouvre pas.` : '';
  return `${what}, pour ${tablets} tablette${tablets > 1 ? 's' : ''}, à ${tablets > 1 ? 'leur' : 'son'} prochain échange.${beside}`;
}

function readToSeal(answer: unknown): ToSeal {
  const told = answer as Partial<ToSeal> | null;
  if (typeof told?.round !== 'string' || typeof told.until !== 'string' || !Array.isArray(told.tablets) || !Array.isArray(told.promises)) throw new Refused(STRANGE);
  return { round: told.round, until: told.until, tablets: told.tablets, promises: told.promises };
}
