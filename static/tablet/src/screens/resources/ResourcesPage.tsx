/** « Trouver une réponse »: what exists near this door, all of it offline. One place, three views: the list, one service, the sheet. */
import { createMemo, createResource, For, Match, onCleanup, onMount, Show, Switch } from 'solid-js';

import { serviceIn, walkBetween, type Found, type LonLat, type Offer } from '../../domain/directory';
import type { EntranceCard } from '../../domain/tablet';
import { Icon } from '../icons';
import { useLive } from '../live';
import type { PageProps } from '../pages';
import { back, closeSheet, go, openSheet, place, sheetOpen } from '../place';
import { count } from '../words';
import { Filters } from './Filters';
import { HandoutView } from './HandoutView';
import { ReferralSheet } from './lazy';
import { directoryOf, languagesOf } from './loaded';
import { Needs } from './Needs';
import { Results } from './Results';
import { ServiceView } from './ServiceView';
import { Suggestions } from './Suggestions';
import { ask, forget, keepScroll, keptScroll, origin, pick, picked, question, reason, setOrigin, setShown, shown } from './trip';
import './resources.css';

export function ResourcesPage(props: PageProps) {
  const { tablet } = useLive();
  const [loaded] = createResource(async () => {
    const [directory, languages, rounds] = await Promise.all([directoryOf(tablet), languagesOf(tablet), tablet.rounds()]);
    return { directory, languages, entrances: rounds.flatMap((round) => round.entrances) };
  });
  const entrance = createMemo(() => {
    const all = loaded()?.entrances ?? [];
    return all.find((one) => one.id === (props.entrance ?? origin())) ?? (props.entrance === undefined ? all[0] : undefined);
  });
  const from = createMemo<LonLat | null>(() => {
    const here = entrance();
    return here ? [here.lon, here.lat] : null;
  });
  const foundOf = (id: string): Found | null => {
    const directory = loaded()?.directory;
    const offer = directory ? serviceIn(directory, id) : null;
    return offer && { offer, walk: walkBetween(from(), offer.at) };
  };
  const onSheet = createMemo(() => picked().map(foundOf).filter((one) => one !== null));
  const title = () => (props.item === 'sheet' ? 'La feuille' : props.entrance === undefined ? 'Annuaire' : 'Trouver une réponse');
  const here = () => ({ at: 'resources', ...(props.round === undefined ? {} : { round: props.round }), ...(props.entrance === undefined ? {} : { entrance: props.entrance }) }) as const;
  function open(found: Found): void {
    keepScroll(window.scrollY);
    setShown(found.offer.id);
    go({ ...here(), item: 'service' });
  }
  /** Where somebody is there to be referred, and to a service. */
  const canRefer = ({ offer }: Found) => reason().door !== null && props.round !== undefined && offer.service !== null;
  function showSheet(): void {
    if (props.item === undefined) keepScroll(window.scrollY);
    go({ ...here(), item: 'sheet' });
  }
  // After a reload nothing is remembered of what was looked at: the list is one step back.
  onMount(() => {
    if ((props.item === 'service' && shown() === null) || (props.item === 'sheet' && picked().length === 0)) back();
    if (props.item !== undefined) window.scrollTo(0, 0);
  });
  onCleanup(() => {
    if (place().at !== 'resources') forget();
  });
  return (
    <>
      <header class="top resources-top">
        <button type="button" class="icon-button" aria-label="Retour" onClick={back}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <Show when={props.entrance !== undefined && entrance()}>{(known) => <p class="overline">{known().label}</p>}</Show>
          <h1>{title()}</h1>
        </div>
      </header>
      <main class="resources" aria-busy={loaded.loading}>
        <Show when={loaded()}>
          {(ready) => (
            <Show when={ready().directory} fallback={<Missing />}>
              {(directory) => (
                <Switch>
                  <Match when={props.item === 'sheet' && onSheet().length > 0}>
                    <HandoutView directory={directory()} languages={ready().languages} found={onSheet()} />
                  </Match>
                  <Match when={props.item === 'service' && foundOf(shown() ?? '')}>
                    {(found) => <ServiceView directory={directory()} found={found()} picked={picked().includes(found().offer.id)} onPick={() => { pick(found().offer.id); }} onRefer={canRefer(found()) ? openSheet : undefined} />}
                  </Match>
                  <Match when={props.item === undefined}>
                    <div class="looking" ref={() => requestAnimationFrame(() => { window.scrollTo(0, keptScroll()); })}>
                      <Filters directory={directory()} question={question()} placed={from() !== null} onAsk={ask} />
                      <Show when={props.entrance === undefined && ready().entrances.length > 0}>
                        <Origin entrances={ready().entrances} entrance={entrance()} />
                      </Show>
                      <Switch fallback={<Results directory={directory()} question={question()} from={from()} picked={picked()} onOpen={open} onPick={pick} />}>
                        <Match when={isUnasked() && reason().needs.length > 0}>
                          <Suggestions
                            directory={directory()}
                            french={ready().languages.find((one) => one.language === 'fr')}
                            needs={reason().needs}
                            publics={reason().publics}
                            from={from()}
                            picked={picked()}
                            onOpen={open}
                            onPick={pick}
                            onAll={(theme) => { ask({ theme }); }}
                          />
                        </Match>
                        <Match when={isUnasked()}>
                          <Needs directory={directory()} french={ready().languages.find((one) => one.language === 'fr')} onNeed={(theme) => { ask({ theme }); }} />
                        </Match>
                      </Switch>
                    </div>
                  </Match>
                </Switch>
              )}
            </Show>
          )}
        </Show>
      </main>
      <Show when={sheetOpen() && props.item === 'service' && props.round !== undefined && props.entrance !== undefined && foundOf(shown() ?? '')?.offer}>
        {(offer) => (
          <ReferralSheet
            at={{ round: props.round ?? '', entrance: props.entrance ?? '' }}
            door={reason().door}
            visit={reason().visit}
            theme={themeFor(offer())}
            service={{ id: offer().id, name: offer().service?.name ?? '', structure: offer().structure.name }}
            onClose={closeSheet}
            onDone={closeSheet}
          />
        )}
      </Show>
      <Show when={props.item !== 'sheet' && picked().length > 0}>
        <footer class="basket">
          <p role="status">{count(picked().length, 'adresse choisie', 'adresses choisies')}</p>
          <button type="button" class="button primary" onClick={showSheet}>
            <Icon name="brief" />
            Faire la feuille
          </button>
        </footer>
      </Show>
    </>
  );
}

/** The need that brought us here, if the service answers it; else its first theme. */
function themeFor({ service }: Offer): string | null {
  const own = service?.themes ?? [];
  return reason().needs.find((need) => own.includes(need)) ?? own[0] ?? null;
}

function isUnasked(): boolean {
  const { words, theme, public: whom, openNow, walk } = question();
  return words.trim() === '' && theme === null && whom === null && !openNow && walk === null;
}

function Origin(props: { entrances: readonly EntranceCard[]; entrance: EntranceCard | undefined }) {
  return (
    <label class="origin">
      <span>À pied depuis</span>
      <select value={props.entrance?.id ?? ''} onChange={(event) => { setOrigin(event.currentTarget.value); }}>
        <For each={props.entrances}>{(one) => <option value={one.id}>{one.label}</option>}</For>
      </select>
    </label>
  );
}

function Missing() {
  return <p class="nothing">L’annuaire n’est pas encore sur cette tablette. Il arrive au prochain échange&nbsp;; rien d’autre ne manque.</p>;
}
