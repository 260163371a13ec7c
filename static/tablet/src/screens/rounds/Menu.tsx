import { createMemo, createResource, createSignal, For, Match, Show, Switch } from 'solid-js';

import { version } from '../../../../package.json';
import type { WorkerCard } from '../../domain/tablet';
import { ChooseSecrets } from '../gate/ChooseSecrets';
import { Portrait } from '../gate/heads';
import { Icon } from '../icons';
import { canInstall, install } from '../install';
import { useLive } from '../live';
import { Sheet } from '../parts/Sheet';
import { closeSheet, enterPractice, goFromSheet, sheetOpen } from '../place';
import { usePractice } from '../practice/practice';
import { lookForAnswers } from '../resources/trip';
import { chooseTheme, theme, type Theme } from '../theme';
import { count } from '../words';

const THEMES: { value: Theme; name: string; note: string }[] = [
  { value: 'light', name: 'Clair', note: 'plein soleil' },
  { value: 'dark', name: 'Sombre', note: 'cage d’escalier' },
  { value: 'auto', name: 'Auto', note: 'comme la tablette' },
];

export function Menu() {
  return (
    <Show when={sheetOpen()}>
      <OpenMenu />
    </Show>
  );
}

function OpenMenu() {
  const { tablet, beat } = useLive();
  // Whose code is being chosen; `who` while that is asked.
  const [adding, setAdding] = createSignal<WorkerCard | 'who' | null>(null);
  const worker = createMemo(() => (beat(), tablet.currentWorker()));
  const others = createMemo(() => (beat(), tablet.workers()).filter((one) => !one.hasCode));
  const chosen = () => {
    const one = adding();
    return one === 'who' ? null : one;
  };
  const title = () => (adding() === 'who' ? 'Ajouter une personne' : (chosen()?.name ?? worker()?.name ?? 'Menu'));
  return (
    <Sheet title={title()} note={adding() ? undefined : [tablet.organisationName(), tablet.deviceName()].filter(Boolean).join(' · ')} onClose={closeSheet}>
      <Switch fallback={<Main others={others().length} onAdd={() => setAdding('who')} onChange={() => setAdding(worker())} />}>
        <Match when={chosen()} keyed>
          {(one) => <ChooseSecrets worker={one} onChosen={closeSheet} />}
        </Match>
        <Match when={adding() === 'who'}>
          <ul class="worker-cards">
            <For each={others()}>
              {(one) => (
                <li>
                  <button type="button" class="worker-card" onClick={() => setAdding(one)}>
                    <Portrait name={one.name} />
                    <span class="worker-name">{one.name}</span>
                  </button>
                </li>
              )}
            </For>
          </ul>
        </Match>
      </Switch>
    </Sheet>
  );
}

function Main(props: { others: number; onAdd: () => void; onChange: () => void }) {
  const { tablet } = useLive();
  function leave(forGood: boolean): void {
    closeSheet();
    if (forGood) tablet.lockForGood();
    else tablet.lock();
  }
  return (
    <div class="menu">
      <fieldset class="themes">
        <legend>Affichage</legend>
        <div class="segments">
          <For each={THEMES}>
            {(one) => (
              <button type="button" aria-pressed={theme() === one.value} onClick={() => { chooseTheme(one.value); }}>
                {one.name} <small>{one.note}</small>
              </button>
            )}
          </For>
        </div>
      </fieldset>
      <button type="button" class="menu-line" onClick={() => { goFromSheet({ at: 'promises' }); }}>
        <Icon name="come_back" /> Promesses <small>rappels, orientations, portes à revoir</small>
      </button>
      <button type="button" class="menu-line" onClick={() => { goFromSheet({ at: 'map' }); }}>
        <Icon name="map" /> Carte
      </button>
      <button type="button" class="menu-line" onClick={() => { goFromSheet({ at: 'card' }); }}>
        <Icon name="cards" /> Fiches <small>danger, refus, que dire, informer</small>
      </button>
      <button type="button" class="menu-line" onClick={() => { lookForAnswers(tablet, null); }}>
        <Icon name="directory" /> Annuaire <small>qui peut aider, à pied, ouvert maintenant</small>
      </button>
      <Show
        when={usePractice()}
        fallback={
          <button type="button" class="menu-line" onClick={enterPractice}>
            <Icon name="practice" /> S’exercer <small>un immeuble inventé, rien n’est envoyé</small>
          </button>
        }
      >
        {(practice) => (
          <button type="button" class="menu-line" onClick={() => { practice().restart(); }}>
            <Icon name="undo" /> Recommencer l’exercice <small>l’immeuble redevient comme au début</small>
          </button>
        )}
      </Show>
      <Show when={props.others > 0 && !usePractice()}>
        <button type="button" class="menu-line" onClick={() => { props.onAdd(); }}>
          <Icon name="person" /> Ajouter une personne <small>{count(props.others, 'attend ses codes', 'attendent leurs codes')}</small>
        </button>
      </Show>
      <Show when={!usePractice()}>
        <button type="button" class="menu-line" onClick={() => { props.onChange(); }}>
          <Icon name="lock" /> Changer mes codes
        </button>
      </Show>
      <Show when={canInstall()}>
        <button type="button" class="menu-line" onClick={() => void install()}>
          <Icon name="tablet" /> Mettre Palier sur l’écran d’accueil
        </button>
      </Show>
      <About />
      <button type="button" class="menu-line" onClick={() => { leave(true); }}>
        <Icon name="lock" /> Fermer pour la nuit <small>il faudra le code long</small>
      </button>
      <button type="button" class="button primary wide" onClick={() => { leave(false); }}>
        <Icon name="lock" /> Verrouiller
      </button>
    </div>
  );
}

function About() {
  const { tablet, status } = useLive();
  const [storage] = createResource(() => tablet.storage().catch(() => null));
  const megabytes = (bytes: number) => `${Math.round(bytes / 1_000_000).toLocaleString('fr-FR')}\u00a0Mo`;
  return (
    <dl class="about">
      <div>
        <dt>Place prise</dt>
        <dd>
          <Show when={storage()} fallback="…">
            {(now) => `${megabytes(now().usedBytes)} sur ${megabytes(now().quotaBytes)}${now().persisted ? ', protégée' : ''}`}
          </Show>
        </dd>
      </div>
      <Show when={status().setAside > 0}>
        <div>
          <dt>Mises de côté</dt>
          <dd>{count(status().setAside, 'nouvelle que cette version ne sait pas lire, gardée', 'nouvelles que cette version ne sait pas lire, gardées')}</dd>
        </div>
      </Show>
      <div>
        <dt>Version</dt>
        <dd>{version}</dd>
      </div>
    </dl>
  );
}
