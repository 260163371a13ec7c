/** Whoever still opens by one code of six digits, or has lost theirs, chooses two before going on. */
import type { WorkerCard } from '../../domain/tablet';
import { ChooseSecrets } from './ChooseSecrets';
import { WorkerHead } from './heads';
import './gate.css';

export function Renewal(props: { worker: WorkerCard }) {
  return (
    <main class="gate gate-lock">
      <div class="gate-code">
        <WorkerHead name={props.worker.name} onBack={null} />
        <p class="notice plain">
          {props.worker.opens === 'old' ? 'Votre code de 6\u00a0chiffres protège trop peu une tablette volée. Choisissez-en deux à sa place\u00a0: tout ce qui est noté reste là.' : 'La coordination a rouvert cette tablette. Choisissez de nouveaux codes\u00a0: tout ce qui est noté reste là.'}
        </p>
        <ChooseSecrets worker={{ ...props.worker, opens: null }} onChosen={() => undefined} />
      </div>
    </main>
  );
}
