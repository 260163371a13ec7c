/** Where this is: the tablet's own position, when the person wants it. Refused, it is a quiet line, and one goes on. */
import { createSignal, createUniqueId, onCleanup, Show } from 'solid-js';

import type { QuestionOf } from '../../../forms/interview';
import { Icon } from '../../icons';
import { pointWords } from '../said';
import { useTalk } from '../talk';
import { Frame } from './Frame';

const PATIENCE = 20_000;

export function Point(props: { question: QuestionOf<'point'> }) {
  const talk = useTalk();
  const id = createUniqueId();
  const [looking, setLooking] = createSignal(false);
  const [quiet, setQuiet] = createSignal('');
  let gone = false;
  onCleanup(() => (gone = true));

  async function look(): Promise<void> {
    setLooking(true);
    setQuiet('');
    try {
      const { coords } = await position();
      const numbers = [round(coords.latitude, 6), round(coords.longitude, 6), round(coords.altitude ?? 0, 1), round(coords.accuracy, 1)];
      if (!gone) talk.answer(props.question, numbers.join(' '));
    } catch (refusal) {
      const denied = refusal instanceof GeolocationPositionError && refusal.code === refusal.PERMISSION_DENIED;
      setQuiet(denied ? 'La position n’est pas permise sur cette tablette. On peut continuer sans.' : 'La position n’a pas été trouvée. On peut réessayer, ou continuer sans.');
    } finally {
      setLooking(false);
    }
  }
  return (
    <Frame id={id} question={props.question} of="group" clearable={props.question.value !== ''} onClear={() => { talk.answer(props.question, null); }}>
      <Show when={pointWords(props.question.value)}>
        {(words) => (
          <p class="point">
            <Icon name="pin" />
            {words()}
          </p>
        )}
      </Show>
      <button type="button" class="button wide act" disabled={looking() || props.question.fixed} onClick={() => void look()}>
        <Show when={looking()} fallback={<Icon name="pin" />}>
          <span class="spinner" />
        </Show>
        {looking() ? 'On cherche…' : props.question.value === '' ? 'Noter où l’on est' : 'Noter de nouveau où l’on est'}
      </button>
      <p class="soft" role="status">{quiet()}</p>
    </Frame>
  );
}

function position(): Promise<GeolocationPosition> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 });
  });
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places));
}
