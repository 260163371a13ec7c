import { Icon } from '../icons';
import './fill.css';

export function Stepper(props: { name: string; value: number; text: string; least: number; most: number; onChange: (value: number) => void }) {
  return (
    <div class="stepper" role="group" aria-label={props.name}>
      <span class="stepper-name">{props.name}</span>
      <button type="button" aria-label={`${props.name}, moins`} disabled={props.value <= props.least} onClick={() => { props.onChange(props.value - 1); }}>
        <Icon name="minus" />
      </button>
      <output>{props.text}</output>
      <button type="button" aria-label={`${props.name}, plus`} disabled={props.value >= props.most} onClick={() => { props.onChange(props.value + 1); }}>
        <Icon name="plus" />
      </button>
    </div>
  );
}
