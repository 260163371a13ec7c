/** An entrance, drawn as it stands. Two taps note a door that stays closed. */
import { createEffect, createMemo, createSignal, Match, Show, Switch } from 'solid-js';

import type { DoorCard, Draft, Facade } from '../../domain/tablet';
import { Icon } from '../icons';
import { createLoaded, useLive } from '../live';
import { FollowInFront, isFollowFront, type FollowFront } from '../followups/InFront';
import { offerNext, wantDoor, wantedDoor } from '../followups/next';
import { NextBar } from '../followups/NextBar';
import { ExchangeBadge } from '../parts/ExchangePanel';
import { Sheet } from '../parts/Sheet';
import { back, closeSheet, goFromSheet, openSheet, sheetOpen } from '../place';
import { shieldFor } from '../shield';
import { AddSheet } from './AddSheet';
import { Building } from './Building';
import { DoorSheet } from './DoorSheet';
import { EditSheet } from './EditSheet';
import { FillForm } from './FillForm';
import { MeetSheet } from './MeetSheet';
import type { At } from './notes';
import { SessionSheet } from './SessionSheet';
import { Summary } from './Summary';
import { TakeSheet } from './TakeSheet';
import { TeamStrip, type Beside } from './TeamStrip';
import { UndoBar } from './UndoBar';
import './facade.css';
import './team.css';

type Front = { show: 'door'; door: string } | { show: 'edit'; door: string } | { show: 'add'; floor: number } | { show: 'fill' } | { show: Beside } | FollowFront;

// The door touched last, so that coming back from its contact form finds it on screen.
const [touched, setTouched] = createSignal<string | null>(null);

export function FacadeScreen(props: { round: string; entrance: string; onInterview: (draft: Draft) => void }) {
  const { tablet } = useLive();
  // One screen stands for one entrance; another entrance is another screen.
  // eslint-disable-next-line solid/reactivity
  const at: At = { round: props.round, entrance: props.entrance };
  const loaded = createLoaded(() => tablet.facade(at.round, at.entrance));
  const [editing, setEditing] = createSignal(false);
  const [front, setFront] = createSignal<Front | null>(null);
  const [said, setSaid] = createSignal('');
  const doors = createMemo(() => loaded.value?.floors.flatMap((floor) => floor.doors) ?? []);

  function show(next: Front): void {
    if (!isFollowFront(next)) offerNext(null);
    setFront(next);
    openSheet();
  }
  function open(door: DoorCard): void {
    setTouched(door.id);
    show(editing() ? { show: 'edit', door: door.id } : { show: 'door', door: door.id });
  }
  // A promise led here: to this door.
  createEffect(() => {
    const door = doors().find(({ id }) => id === wantedDoor());
    if (!door) return;
    wantDoor(null);
    open(door);
  });
  function interview(draft: Draft): void {
    shieldFor(300);
    props.onInterview(draft);
    goFromSheet({ at: 'interview', ...at });
  }
  return (
    <>
      <header class="top facade-top">
        <button type="button" class="icon-button" aria-label="Ma tournée" onClick={back}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <h1>{loaded.value?.entrance.label}</h1>
          <p class="soft">{[loaded.value?.entrance.address, loaded.value?.entrance.neighbourhood].filter(Boolean).join(' · ')}</p>
        </div>
        <ExchangeBadge />
        <button type="button" class="icon-button framed" aria-pressed={editing()} aria-label={editing() ? 'Terminer le dessin' : 'Dessiner les portes'} onClick={() => setEditing(!editing())}>
          <Icon name={editing() ? 'check' : 'doors'} />
        </button>
      </header>
      <main class="facade" ref={() => requestAnimationFrame(bringBack)}>
        <Show when={loaded.trouble}>{(trouble) => <p class="notice danger" role="alert">{trouble()}</p>}</Show>
        <Show when={loaded.value}>
          {(facade) => (
            <>
              <Show when={!editing()}>
                <TeamStrip facade={facade()} onOpen={(what) => { show({ show: what }); }} />
            </Show>
              <Show when={doors().length > 0} fallback={<Empty at={at} />}>
                <Show when={editing()} fallback={<Summary doors={doors()} />}>
                  <div class="notice plain">
                    <span>Touchez une porte pour la corriger, un «&nbsp;+&nbsp;» pour en ajouter une.</span>
                    <button type="button" class="button" onClick={() => { show({ show: 'fill' }); }}>
                      Remplir des étages
                    </button>
                  </div>
                </Show>
                <Building facade={facade()} editing={editing()} active={touched()} onDoor={open} onAdd={(floor) => { show({ show: 'add', floor }); }} />
              </Show>
            </>
          )}
        </Show>
      </main>
      <p class="unseen" role="status">
        {said()}
      </p>
      <NextBar round={at.round} entrance={at.entrance} onPromise={(door, visit, matter) => { show({ show: 'promise', door, visit, matter }); }} />
      <UndoBar entrance={at.entrance} onUndone={setSaid} />
      <Show when={sheetOpen() && front()} keyed>
        {(one) => <InFront front={one} at={at} facade={loaded.value} onFront={setFront} onSaid={setSaid} onInterview={interview} />}
      </Show>
    </>
  );
}

function bringBack(): void {
  const id = touched();
  if (id !== null) document.querySelector(`[data-door="${id}"]`)?.scrollIntoView({ block: 'center' });
  else window.scrollTo(0, 0);
}

function InFront(props: { front: Front; at: At; facade: Facade | null; onFront: (front: Front) => void; onSaid: (sentence: string) => void; onInterview: (draft: Draft) => void }) {
  const doors = () => props.facade?.floors.flatMap((floor) => floor.doors) ?? [];
  const landing = (floor: number) => props.facade?.floors.find((one) => one.floor === floor)?.doors ?? [];
  const door = (show: 'door' | 'edit') => {
    const front = props.front;
    const found = front.show === show ? doors().find((one) => one.id === front.door) : undefined;
    return found && props.facade ? { door: found, facade: props.facade } : undefined;
  };
  const followed = () => (isFollowFront(props.front) ? props.front : undefined);
  const adding = () => (props.front.show === 'add' ? props.front : undefined);
  const beside = (show: Beside) => (props.front.show === show ? props.facade : null);
  return (
    <Switch>
      <Match when={followed()}>{(one) => <FollowInFront front={one()} at={props.at} door={doors().find(({ id }) => id === one().door)} onSaid={props.onSaid} />}</Match>
      <Match when={door('door')}>
        {(one) => (
          <DoorSheet door={one().door} today={one().facade.today} at={props.at} onClose={closeSheet} onRename={() => { props.onFront({ show: 'edit', door: one().door.id }); }} onInterview={props.onInterview} onFollow={props.onFront} />
        )}
      </Match>
      <Match when={door('edit')}>{(one) => <EditSheet at={props.at} door={one().door} facade={one().facade} onClose={closeSheet} />}</Match>
      <Match when={adding()}>{(one) => <AddSheet at={props.at} floor={one().floor} standing={landing(one().floor)} onClose={closeSheet} />}</Match>
      <Match when={props.front.show === 'fill'}>
        <Sheet title="Remplir des étages" tall onClose={closeSheet}>
          <FillForm at={props.at} standing={doors()} from={0} to={Math.max(0, props.facade?.floors[0]?.floor ?? 0)} onDone={closeSheet} />
        </Sheet>
      </Match>
      <Match when={beside('session')}>{(facade) => <SessionSheet at={props.at} facade={facade()} onClose={closeSheet} />}</Match>
      <Match when={beside('meet')}>{(facade) => <MeetSheet at={props.at} facade={facade()} onClose={closeSheet} onInterview={props.onInterview} />}</Match>
      <Match when={beside('take')}>{(facade) => <TakeSheet at={props.at} facade={facade()} onClose={closeSheet} />}</Match>
    </Switch>
  );
}

function Empty(props: { at: At }) {
  return (
    <section class="empty" aria-labelledby="empty-title">
      <h2 id="empty-title">Dessinez cette entrée</h2>
      <p class="soft">Personne n’a encore relevé ses portes. Comptez les étages et les portes d’un palier&nbsp;; le reste se corrige en montant.</p>
      <FillForm at={props.at} standing={[]} from={0} to={4} onDone={() => undefined} />
    </section>
  );
}
