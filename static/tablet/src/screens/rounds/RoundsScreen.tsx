/** « Ma tournée »: the entrances as planned, what is done at each, what remains. */
import { createMemo, createSignal, For, Match, Show, Switch } from 'solid-js';

import { parisDay } from '../../domain/moments';
import type { EntranceCard, RoundCard } from '../../domain/tablet';
import { Icon } from '../icons';
import { createLoaded, useLive } from '../live';
import { ExchangePanel } from '../parts/ExchangePanel';
import { go, openSheet } from '../place';
import { usePractice } from '../practice/practice';
import { Tasks } from '../practice/Tasks';
import { count, period } from '../words';
import { EntranceRow } from './EntranceRow';
import { Menu } from './Menu';
import { Notices } from './Notices';
import { here, placed } from './order';
import { OrderChoice } from './OrderChoice';
import './rounds.css';

type Filter = 'all' | 'left' | 'come_back';
const FILTERS: { value: Filter; name: string; keeps: (entrance: EntranceCard) => boolean }[] = [
  { value: 'all', name: 'Toutes', keeps: () => true },
  { value: 'left', name: 'À faire', keeps: (entrance) => entrance.visited + entrance.spared < entrance.doors || entrance.doors === 0 },
  { value: 'come_back', name: 'À revoir', keeps: (entrance) => entrance.comeBack > 0 },
];

// Remembered while the app is open: coming back from a façade finds the list as it was.
const [chosenRound, setChosenRound] = createSignal<string | null>(null);
const [filter, setFilter] = createSignal<Filter>('all');
let scrolled = 0;

function currentRound(rounds: RoundCard[], chosen: string | null, today: string): RoundCard | undefined {
  return rounds.find((round) => round.id === chosen) ?? rounds.find((round) => round.startsOn <= today && today <= round.endsOn) ?? rounds[0];
}

export function RoundsScreen() {
  const { tablet, now } = useLive();
  const loaded = createLoaded(async () => ({ id: 'rounds', rounds: await tablet.rounds() }));
  const today = () => parisDay(now().getTime());
  const round = createMemo(() => currentRound(loaded.value?.rounds ?? [], chosenRound(), today()));
  const keeps = () => FILTERS.find((one) => one.value === filter())?.keeps ?? (() => true);
  const shown = createMemo(() => placed(round()?.entrances.filter(keeps()) ?? [], here()));

  function open(entrance: EntranceCard): void {
    const here = round();
    scrolled = window.scrollY;
    if (here) go({ at: 'facade', round: here.id, entrance: entrance.id });
  }
  return (
    <>
      <header class="top">
        <div class="top-names">
          <p class="overline">{tablet.organisationName()}</p>
          <h1>Ma tournée</h1>
        </div>
        <button type="button" class="icon-button framed" aria-label={`Menu, ${tablet.currentWorker()?.name ?? ''}`} onClick={openSheet}>
          <Icon name="menu" />
        </button>
      </header>
      <main class="rounds">
        <Show when={usePractice()} fallback={<Notices />}>
          {(practice) => <Tasks practice={practice()} />}
        </Show>
        <ExchangePanel />
        <Show when={loaded.trouble}>{(trouble) => <p class="notice danger" role="alert">{trouble()}</p>}</Show>
        <Switch>
          <Match when={round()}>
            {(here) => (
              <>
                <RoundHead rounds={loaded.value?.rounds ?? []} round={here()} />
                <OrderChoice />
                <ul class="entrances" ref={() => requestAnimationFrame(() => { window.scrollTo(0, scrolled); })}>
                  <For each={shown()} fallback={<li class="nothing">{nothing(filter())}</li>}>
                    {({ entrance, metres }) => <EntranceRow entrance={entrance} metres={metres} onOpen={() => { open(entrance); }} />}
                  </For>
                </ul>
              </>
            )}
          </Match>
          <Match when={loaded.value}>
            <p class="nothing">Aucune tournée n’est confiée à cette tablette. La coordination vous en prépare une&nbsp;; appuyez ensuite sur «&nbsp;Échanger&nbsp;».</p>
          </Match>
        </Switch>
      </main>
      <Menu />
    </>
  );
}

function nothing(kept: Filter): string {
  if (kept === 'left') return 'Toutes les portes connues ont été vues au moins une fois.';
  return kept === 'come_back' ? 'Aucune porte n’attend que l’on revienne.' : 'Cette tournée n’a pas encore d’entrée.';
}

function RoundHead(props: { rounds: RoundCard[]; round: RoundCard }) {
  const sum = (pick: (entrance: EntranceCard) => number) => props.round.entrances.reduce((total, entrance) => total + pick(entrance), 0);
  return (
    <section class="round-head" aria-labelledby="round-name">
      <Show when={props.rounds.length > 1} fallback={<h2 id="round-name">{props.round.name}</h2>}>
        <h2 id="round-name" class="unseen">
          {props.round.name}
        </h2>
        <label class="round-choice">
          <span class="unseen">Tournée</span>
          <select value={props.round.id} onChange={(event) => setChosenRound(event.currentTarget.value)}>
            <For each={props.rounds}>{(one) => <option value={one.id}>{one.name}</option>}</For>
          </select>
        </label>
      </Show>
      <p class="soft">
        {period(props.round.startsOn, props.round.endsOn)} · {count(props.round.entrances.length, 'entrée', 'entrées')}
      </p>
      <dl class="figures">
        <div>
          <dd>
            {sum((entrance) => entrance.visited)}
            <span>/{sum((entrance) => entrance.doors)}</span>
          </dd>
          <dt>portes vues</dt>
        </div>
        <div>
          <dd>{sum((entrance) => entrance.contacts)}</dd>
          <dt>contacts</dt>
        </div>
        <div>
          <dd>{sum((entrance) => entrance.comeBack)}</dd>
          <dt>à revoir</dt>
        </div>
      </dl>
      <div class="segments" role="group" aria-label="Entrées affichées">
        <For each={FILTERS}>
          {(one) => (
            <button type="button" aria-pressed={filter() === one.value} onClick={() => setFilter(one.value)}>
              {one.name} <small>{props.round.entrances.filter(one.keeps).length}</small>
            </button>
          )}
        </For>
      </div>
    </section>
  );
}
