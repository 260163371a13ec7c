/** What may stand in front of a façade: a promise being made, or one that is looked at. */
import { createSignal, lazy, Match, Show, Switch } from 'solid-js';

import type { CaseCard } from '../../domain/followups';
import type { DoorCard } from '../../domain/tablet';
import { Sheet } from '../parts/Sheet';
import { closeSheet } from '../place';
import { ServicePicker } from '../resources/lazy';
import { capital, doorName, floorName } from '../words';
import type { Promised } from './DoorFollowUps';
import type { ServiceChosen } from './FollowUpForm';
import { offerNext } from './next';

const sheets = () => import('./ReferralSheet');
const CallBackSheet = lazy(() => sheets().then((module) => ({ default: module.CallBackSheet })));
const ReferralSheet = lazy(() => sheets().then((module) => ({ default: module.ReferralSheet })));
const RightsSheet = lazy(() => sheets().then((module) => ({ default: module.RightsSheet })));
const CaseSheet = lazy(() => import('./CaseSheet').then((module) => ({ default: module.CaseSheet })));

export type FollowFront = { show: 'promise'; door: string | null; visit: string | null; matter: Promised } | { show: 'case'; case: CaseCard; door: string };

export function isFollowFront(front: { show: string }): front is FollowFront {
  return front.show === 'promise' || front.show === 'case';
}

export function FollowInFront(props: { front: FollowFront; at: { round: string; entrance: string }; door: DoorCard | undefined; onSaid: (sentence: string) => void }) {
  const [service, setService] = createSignal<(ServiceChosen & { theme: string | null }) | null>(null);
  const [picking, setPicking] = createSignal(false);
  const words = () => (props.door ? `${capital(doorName(props.door))}, ${floorName(props.door.floor)}` : undefined);
  const promise = () => (props.front.show === 'promise' ? props.front : undefined);
  const looked = () => (props.front.show === 'case' ? props.front : undefined);
  function done(sentence: string): void {
    offerNext(null);
    props.onSaid(sentence);
    closeSheet();
  }
  return (
    <Switch>
      <Match when={looked()}>{(one) => <CaseSheet case={one().case} where={words() ?? ''} onClose={closeSheet} />}</Match>
      <Match when={promise()?.matter === 'right' && promise()}>
        {(one) => <RightsSheet at={props.at} door={one().door} visit={one().visit} note={words()} onClose={closeSheet} onDone={() => { done('Droits suivis.'); }} />}
      </Match>
      <Match when={promise()}>
        {(one) => (
          <Show
            when={one().matter === 'referral'}
            fallback={<CallBackSheet at={props.at} door={one().door} visit={one().visit} note={words()} onClose={closeSheet} onDone={() => { done('Rappel promis.'); }} />}
          >
            <Show
              when={!picking()}
              fallback={
                <Sheet title="Choisir un service" note={words()} tall onClose={closeSheet}>
                  <ServicePicker entrance={props.at.entrance} theme={null} onPick={(picked) => { setService(picked); setPicking(false); }} onCancel={() => setPicking(false)} />
                </Sheet>
              }
            >
              <ReferralSheet
                at={props.at}
                door={one().door}
                visit={one().visit}
                note={words()}
                theme={service()?.theme ?? null}
                service={service()}
                onPick={() => setPicking(true)}
                onClose={closeSheet}
                onDone={() => { done('Orientation notée.'); }}
              />
            </Show>
          </Show>
        )}
      </Match>
    </Switch>
  );
}
