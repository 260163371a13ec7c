/** One service, all that is known of it: what a person needs before they go there. */
import { For, Show, type ParentProps } from 'solid-js';

import type { Directory, Found } from '../../domain/directory';
import { phoneOf } from '../../domain/handout';
import { isAlways, isWeekly, nextDays, type Day } from '../../domain/opening';
import { Icon } from '../icons';
import { useLive } from '../live';
import { OpeningLine } from './Opening';
import { sayDate, sayDay, sayHour, sayWalk } from './words';

interface ServiceViewProps {
  directory: Directory;
  found: Found;
  picked: boolean;
  onPick: () => void;
  /** Absent where nobody is there to be referred. */
  onRefer?: (() => void) | undefined;
}

const DAYS = ['Lundi', 'Mardi', 'Mercredi', 'Jeudi', 'Vendredi', 'Samedi', 'Dimanche'];
const REACH: Record<string, string> = { 'se-presenter': 'Venir sur place', telephoner: 'Téléphoner', 'envoyer-un-courriel': 'Écrire un courriel', 'utiliser-lien-mobilisation': 'Demander par internet' };

export function ServiceView(props: ServiceViewProps) {
  const structure = () => props.found.offer.structure;
  const service = () => props.found.offer.service;
  const label = (code: string) => props.directory.labels[code] ?? code;
  const cost = () => [service()?.fee === 'gratuit' ? 'Gratuit' : service()?.fee === 'payant' ? 'Payant' : '', service()?.cost ?? ''].filter((one) => one !== '').join('. ');
  const reach = () => (service()?.reach ?? []).map((one) => REACH[one] ?? label(one));
  const byOthers = () => service()?.by?.length === 1 && service()?.by?.[0] === 'professionnels';
  return (
    <article class="service">
      <div class="service-head">
        <h2>{service()?.name ?? structure().name}</h2>
        <Show when={service()}>
          <p class="service-structure">{structure().name}</p>
        </Show>
        <p class="service-now">
          <OpeningLine directory={props.directory} offer={props.found.offer} />
          <Show when={props.found.walk}>
            {(walk) => (
              <span class="offer-fact">
                <Icon name="walk" />
                {sayWalk(walk())}
              </span>
            )}
          </Show>
        </p>
      </div>
      <Hours directory={props.directory} found={props.found} />
      <dl class="service-facts">
        <Fact name="Adresse" value={service()?.address ?? structure().address}>
          <Show when={structure().near}>
            <span class="soft"> (position indicative)</span>
          </Show>
        </Fact>
        <Fact name="Téléphone" value={phoneOf(props.found.offer)} />
        <Fact name="Courriel" value={service()?.mail ?? structure().mail} />
        <Fact name="Pour" value={[...(service()?.publics ?? []).map(label), service()?.whom ?? ''].filter((one) => one !== '').join(', ')} />
        <Fact name="Prix" value={cost()} />
        <Fact name="Comment" value={byOthers() ? 'La demande est faite par un professionnel' : reach().join(', ')} />
        <Fact name="Accueil" value={(service()?.ways ?? []).map(label).join(', ')} />
        <Fact name="Conditions" value={service()?.terms} />
        <Fact name="Besoins" value={(service()?.themes ?? []).map(label).join(', ')} />
        <Fact name="La structure" value={structure().about} />
        <Fact name="Accessibilité" value={structure().access ? 'Décrite sur Acceslibre' : undefined} />
        <Fact name="Vérifié" value={`le ${sayDay(service()?.checked ?? structure().checked)}`} />
      </dl>
      <Show when={props.found.walk}>
        <p class="soft service-note">À pied&nbsp;: la ligne droite allongée d’un tiers, sans compter les étages.</p>
      </Show>
      <div class="service-actions">
        <button type="button" class="button wide" classList={{ primary: !props.picked }} onClick={() => { props.onPick(); }}>
          <Icon name={props.picked ? 'check' : 'plus'} />
          {props.picked ? 'Sur la feuille' : 'Ajouter à la feuille'}
        </button>
        <Show when={props.onRefer}>
          {(onRefer) => (
            <button type="button" class="button wide" onClick={() => { onRefer()(); }}>
              Faire une orientation
            </button>
          )}
        </Show>
      </div>
    </article>
  );
}

function Fact(props: ParentProps<{ name: string; value: string | undefined }>) {
  return (
    <Show when={props.value}>
      {(value) => (
        <div>
          <dt>{props.name}</dt>
          <dd>
            {value()}
            {props.children}
          </dd>
        </div>
      )}
    </Show>
  );
}

function Hours(props: { directory: Directory; found: Found }) {
  const { now } = useLive();
  const calendar = () => props.found.offer.calendar;
  const days = () => {
    const one = calendar();
    return one && !isWeekly(one) ? nextDays(one, props.directory.almanac, now().getTime(), 4) : [];
  };
  const weekly = () => {
    const one = calendar();
    return one && isWeekly(one) && !isAlways(one) ? one : null;
  };
  return (
    <>
      <Show when={calendar() === null && props.found.offer.structure.told}>{(told) => <p class="service-told">{told()}</p>}</Show>
      <Show when={weekly()}>
        {(one) => (
          <table class="week">
            <caption class="unseen">Horaires de la semaine</caption>
            <tbody>
              <For each={one().week}>
                {(day, index) => (
                  <tr>
                    <th scope="row">{DAYS[index()]}</th>
                    <td>{saySpans(day)}</td>
                  </tr>
                )}
              </For>
              <tr>
                <th scope="row">Jours fériés</th>
                <td>{one().holiday.some((stretch) => stretch.state === 'unknown') ? 'à vérifier' : saySpans(one().holiday)}</td>
              </tr>
            </tbody>
          </table>
        )}
      </Show>
      <Show when={days().length > 0}>
        <h3>Prochaines ouvertures</h3>
        <table class="week">
          <tbody>
            <For each={days()}>
              {({ day, stretches }) => (
                <tr>
                  <th scope="row">{sayDate(day)}</th>
                  <td>{saySpans(stretches)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
      <Show when={calendar()?.school}>
        <p class="soft">Peut changer pendant les vacances scolaires.</p>
      </Show>
    </>
  );
}

function saySpans(day: Day): string {
  return day.length === 0 ? 'fermé' : day.map(({ from, to, state }) => `${sayHour(from)} – ${sayHour(to)}${state === 'appointment' ? ' (sur rendez-vous)' : state === 'unknown' ? ' (à vérifier)' : ''}`).join(', ');
}
