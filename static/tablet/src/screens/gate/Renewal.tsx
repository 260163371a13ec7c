/** Whoever still opens by one code of six digits chooses two before going on. */
import type { WorkerCard } from '../../domain/tablet';
import { ChooseSecrets } from './ChooseSecrets';
import { WorkerHead } from './heads';
import './gate.css';

export function Renewal(props: { worker: WorkerCard }) {
  return (
    <main class="gate gate-lock">
      <div class="gate-code">
        <WorkerHead name={props.worker.name} onBack={null} />
        <p class="notice plain">Votre code de 6&nbsp;chiffres protège trop peu une tablette volée. Choisissez-en deux à sa place&nbsp;: tout ce qui est noté reste là.</p>
        <ChooseSecrets worker={props.worker} onChosen={() => undefined} />
      </div>
    </main>
  );
}
