/** Copies in the stairwell: without any network, another tablet of the team carries what is only here. */
import { For, Match, Show, Switch } from 'solid-js';

import { Icon, type IconName } from '../icons';
import { useLive } from '../live';
import type { PageProps } from '../pages';
import { whereNotesAre } from '../parts/Lights';
import { back, go } from '../place';
import { count } from '../words';
import { Give } from './Give';
import { Receipts } from './Receipts';
import { Take } from './Take';
import './copies.css';

const TITLES: Record<string, string> = { give: 'Donner une copie', take: 'Recevoir une copie', receipts: 'Rapporter les accusés' };

export function CopiesPage(props: PageProps) {
  return (
    <>
      <header class="top">
        <button type="button" class="icon-button" aria-label="Retour" onClick={back}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <h1>{TITLES[props.item ?? ''] ?? 'Copie dans l’escalier'}</h1>
        </div>
      </header>
      <main class="copies">
        <Switch fallback={<Choices />}>
          <Match when={props.item === 'give'}>
            <Give />
          </Match>
          <Match when={props.item === 'take'}>
            <Take />
          </Match>
          <Match when={props.item === 'receipts'}>
            <Receipts />
          </Match>
        </Switch>
      </main>
    </>
  );
}

function Choices() {
  const { tablet, status, beat } = useLive();
  const alone = () => status().pending - status().copied;
  const held = () => (beat(), tablet.receiptsToBring().length);
  const choices: { item: string; icon: IconName; note: () => string }[] = [
    { item: 'give', icon: 'give', note: () => (alone() > 0 ? `${count(alone(), 'note', 'notes')} sur cette tablette seulement` : 'Rien n’est seul sur cette tablette') },
    { item: 'take', icon: 'take', note: () => (status().carried > 0 ? `Porte déjà ${count(status().carried, 'copie', 'copies')}` : 'Porter les notes d’une autre tablette') },
    { item: 'receipts', icon: 'exchanging', note: () => (held() > 0 ? `Pour ${count(held(), 'tablette', 'tablettes')}` : 'Dire à une tablette que ses notes sont au serveur') },
  ];
  return (
    <>
      <p>Sans réseau, une autre tablette de l’équipe peut porter vos notes au serveur. Elle ne peut pas les lire.</p>
      <ul class="copies-lights">
        <For each={whereNotesAre(status())}>
          {({ light, words }) => (
            <li>
              <span class={`light ${light}`} /> {words}
            </li>
          )}
        </For>
      </ul>
      <ul class="copies-choices">
        <For each={choices}>
          {({ item, icon, note }) => (
            <li>
              <button type="button" class="copies-choice" onClick={() => { go({ at: 'copies', item }); }}>
                <Icon name={icon} />
                <span class="copies-words">
                  <span class="copies-name">{TITLES[item]}</span>
                  <span class="soft">{note()}</span>
                </span>
                <Icon name="chevron" class="entrance-go" />
              </button>
            </li>
          )}
        </For>
      </ul>
      <Show when={!status().online}>
        <p class="soft">Quand le réseau revient, chaque tablette échange par elle-même. Une note portée deux fois ne compte qu’une fois.</p>
      </Show>
    </>
  );
}
