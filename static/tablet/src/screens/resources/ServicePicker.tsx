/** Choosing one service of the directory, for an orientation. It fills whatever holds it. */
import { createMemo, createResource, createSignal, Show } from 'solid-js';

import type { LonLat } from '../../domain/directory';
import { useLive } from '../live';
import { Filters } from './Filters';
import { directoryOf } from './loaded';
import { Results } from './Results';
import { NOTHING_ASKED, type Question } from './trip';
import './resources.css';

export interface PickedService {
  id: string;
  name: string;
  structure: string;
  theme: string | null;
}

interface ServicePickerProps {
  entrance: string | null;
  theme: string | null;
  onPick: (service: PickedService) => void;
  onCancel: () => void;
}

export function ServicePicker(props: ServicePickerProps) {
  const { tablet } = useLive();
  // What is asked begins with the theme, and goes its own way.
  // eslint-disable-next-line solid/reactivity
  const [question, setQuestion] = createSignal<Question>({ ...NOTHING_ASKED, theme: props.theme });
  const [directory] = createResource(() => directoryOf(tablet));
  const [rounds] = createResource(() => tablet.rounds());
  const from = createMemo<LonLat | null>(() => {
    const entrance = rounds()?.flatMap((round) => round.entrances).find((one) => one.id === props.entrance);
    return entrance ? [entrance.lon, entrance.lat] : null;
  });
  return (
    <div class="picker">
      <Show when={directory()} fallback={<p class="nothing">{directory.loading ? '…' : 'L’annuaire n’est pas encore sur cette tablette. Il arrive au prochain échange.'}</p>}>
        {(known) => (
          <>
            <Filters directory={known()} question={question()} placed={from() !== null} onAsk={(change) => { setQuestion({ ...question(), ...change }); }} />
            <Results
              directory={known()}
              question={question()}
              from={from()}
              servicesOnly
              picked={[]}
              onOpen={({ offer }) => {
                const theme = question().theme;
                const own = offer.service?.themes ?? [];
                props.onPick({ id: offer.id, name: offer.service?.name ?? offer.structure.name, structure: offer.structure.name, theme: theme !== null && own.includes(theme) ? theme : (own[0] ?? null) });
              }}
            />
          </>
        )}
      </Show>
      <button type="button" class="button wide" onClick={() => { props.onCancel(); }}>
        Annuler
      </button>
    </div>
  );
}
