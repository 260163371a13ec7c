/** A referral, a call-back or rights to follow in a sheet of its own. */
import { Sheet } from '../parts/Sheet';
import { CallBackForm, ReferralForm, type ServiceChosen } from './FollowUpForm';
import { RightsForm } from './RightsForm';

interface SheetProps {
  at: { round: string; entrance: string };
  door: string | null;
  visit: string | null;
  /** Which door, in words. */
  note?: string | undefined;
  onClose: () => void;
  onDone: (id: string) => void;
}

export function ReferralSheet(props: SheetProps & { theme: string | null; service: ServiceChosen | null; onPick?: (() => void) | undefined }) {
  const where = () => ({ ...props.at, door: props.door, visit: props.visit });
  return (
    <Sheet title="Orientation" note={props.note} tall onClose={props.onClose}>
      <ReferralForm where={where()} service={props.service} theme={props.theme} onPick={props.onPick} onDone={props.onDone} />
    </Sheet>
  );
}

export function CallBackSheet(props: SheetProps) {
  const where = () => ({ ...props.at, door: props.door, visit: props.visit });
  return (
    <Sheet title="Rappel" note={props.note} tall onClose={props.onClose}>
      <CallBackForm where={where()} onDone={props.onDone} />
    </Sheet>
  );
}

export function RightsSheet(props: SheetProps) {
  const where = () => ({ ...props.at, door: props.door, visit: props.visit });
  return (
    <Sheet title="Suivre un droit" note={props.note} tall onClose={props.onClose}>
      <RightsForm where={where()} onDone={props.onDone} />
    </Sheet>
  );
}
