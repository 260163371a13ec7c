/** The sheet itself, in the resident's language: as it is shown, and as it is printed. */
import { For, Show } from 'solid-js';

import type { Handout, HandoutPlace } from '../../domain/handout';
import { needsReview, say } from '../../domain/phrases';

export function HandoutPaper(props: { handout: Handout; large: boolean; format: 'a4' | 'a5' }) {
  const language = () => props.handout.language;
  return (
    <article class={`paper paper-${props.format}`} classList={{ 'paper-large': props.large }} lang={language().language} dir={language().direction}>
      <header class="paper-head">
        <h2>{props.handout.title}</h2>
        <p>{props.handout.given}</p>
      </header>
      <ol class="paper-places">
        <For each={props.handout.places}>{(place) => <Place place={place} phoneName={say(language(), 'handout.phone')} />}</For>
      </ol>
      <Show when={props.handout.bring.length > 0}>
        <section class="paper-bring">
          <h3>{say(language(), 'handout.bring')}</h3>
          <ul>
            <For each={props.handout.bring}>{(one) => <li>{one}</li>}</For>
          </ul>
        </section>
      </Show>
      <footer class="paper-foot">
        <For each={props.handout.notes}>{(note) => <p>{note}</p>}</For>
        <Show when={needsReview(language())}>
          <p lang="fr" dir="ltr">
            Traduction non relue ({language().french}).
          </p>
        </Show>
      </footer>
    </article>
  );
}

function Place(props: { place: HandoutPlace; phoneName: string }) {
  return (
    <li class="paper-place">
      <Show when={props.place.need}>
        <p class="paper-need">{props.place.need}</p>
      </Show>
      <h3 lang="fr" dir="auto">
        {props.place.name}
      </h3>
      <Show when={props.place.structure}>
        <p class="paper-structure" lang="fr" dir="auto">
          {props.place.structure}
        </p>
      </Show>
      <Show when={props.place.address}>
        <p lang="fr" dir="auto">
          {props.place.address}
        </p>
      </Show>
      <Show when={props.place.phone}>
        <p class="paper-phone">
          {props.phoneName} <bdi dir="ltr">{props.place.phone}</bdi>
        </p>
      </Show>
      <p class="paper-facts">
        <For each={[props.place.walk, props.place.fee, ...props.place.how].filter((one) => one !== '')}>{(one) => <span>{one}</span>}</For>
        <Show when={props.place.now}>
          <span class="paper-now">{props.place.now}</span>
        </Show>
      </p>
      <Show when={props.place.hours.length > 0}>
        <table>
          <caption>{props.place.hoursTitle}</caption>
          <tbody>
            <For each={props.place.hours}>
              {(line) => (
                <tr>
                  <th scope="row">{line.label}</th>
                  <td>{line.text}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
      <For each={props.place.hoursNotes}>{(note) => <p class="paper-note">{note}</p>}</For>
    </li>
  );
}
