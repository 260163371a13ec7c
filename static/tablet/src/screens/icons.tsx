/** Marks drawn for Palier: 24 × 24, one stroke, readable at 20 px. Always beside words or a label. */
import type { Outcome } from '../domain/entries';

const PATHS = {
  // Two voices.
  exchange: 'M4 5.5h9a1.5 1.5 0 0 1 1.5 1.5v4a1.5 1.5 0 0 1-1.5 1.5H8L5 15v-2.5H4A1.5 1.5 0 0 1 2.5 11V7A1.5 1.5 0 0 1 4 5.5ZM17.5 9.5h2.5a1.5 1.5 0 0 1 1.5 1.5v4a1.5 1.5 0 0 1-1.5 1.5h-1V19l-3-2.5h-4',
  // A leaflet handed over.
  brief: 'M7 3.5h7l4 4V20a.5.5 0 0 1-.5.5h-10.5a.5.5 0 0 1-.5-.5V4a.5.5 0 0 1 .5-.5ZM13.5 3.5V8H18M9.5 12.5h5M9.5 16h5',
  refusal: 'M6 6l12 12M18 6 6 18',
  // A bell nobody answers.
  absent: 'M6 16.5h12c-1.3-1.4-1.7-3-1.7-6A4.3 4.3 0 0 0 12 6a4.3 4.3 0 0 0-4.3 4.5c0 3-.4 4.6-1.7 6ZM10.5 19.5h3M12 6V4M4 4l16 16',
  come_back: 'M4.5 12a7.5 7.5 0 1 0 2.3-5.4M4.5 4v4h4M12 8v4.3l2.8 1.7',
  language_barrier: 'M3.5 6h9M8 3.5V6M10.5 6c-.8 3.5-3 6-6.5 7.5M6 8.5c1 2.2 2.7 3.8 5 4.8M12 20.5l4.3-10 4.3 10M13.5 17h5.6',
  minor_alone: 'M12 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5ZM8 13.5c1-1.2 2.3-1.7 4-1.7s3 .5 4 1.7M12 12v4.5M9.5 20.5 12 16.5l2.5 4',
  // An empty doorway.
  vacant: 'M6.5 20.5v-3M6.5 14v-3M6.5 7.5V4h3M12.5 4h5M17.5 6.5v3M17.5 13v3M17.5 19.5v1M4 20.5h16',
  opposition: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM7.5 12h9',
  // A day that was promised.
  due: 'M4.5 6.5h15v13h-15ZM4.5 10.5h15M8.5 4v4M15.5 4v4M12 13v3.2M12 18h.01',
  // Two who share a round.
  partner: 'M9 7a5 5 0 1 1 0 10a5 5 0 0 1 0-10ZM15 7a5 5 0 1 1 0 10a5 5 0 0 1 0-10Z',
  people: 'M9 4.5a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4ZM3 19c.5-3.3 2.7-5 6-5s5.5 1.700 6 5M15.5 5a3 3 0 0 1 0 5.800M17.500 14.300c2 .6 3.200 2.200 3.500 4.700',
  floors: 'M4 19.500h4.500v-4.500H13v-4.500h4.500V6H21M4 4.500v5M1.800 7 4 4.500 6.200 7',
  near: 'M12 3.500a6.500 6.500 0 0 1 6.500 6.500c0 4.500-6.500 10.500-6.500 10.500S5.500 14.500 5.500 10A6.500 6.500 0 0 1 12 3.500ZM12 7.800a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400Z',
  merge: 'M5 4.500v15M19 4.500v15M8 12h8M10.500 9.500 8 12l2.500 2.500M13.500 9.500 16 12l-2.500 2.500',
  back: 'M15 5l-7 7 7 7',
  menu: 'M4 7h16M4 12h16M4 17h10',
  close: 'M6 6l12 12M18 6 6 18',
  pencil: 'M4.5 19.5l1-4L16 5l3 3L8.5 18.5l-4 1ZM14 7l3 3',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  lock: 'M6.5 10.5h11v9h-11ZM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5M12 14v2.5',
  erase: 'M9 6h11v12H9l-5.5-6L9 6ZM12 9.5l5 5M17 9.5l-5 5',
  person: 'M12 4a3.8 3.8 0 1 1 0 7.6A3.8 3.8 0 0 1 12 4ZM4.5 20c.6-3.6 3.6-5.4 7.5-5.4s6.9 1.8 7.5 5.4',
  exchanging: 'M8 4v15M4.5 7.5 8 4l3.5 3.5M16 20V5M12.5 16.5 16 20l3.5-3.5',
  tablet: 'M7 3.5h10a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1ZM10.5 17.5h3',
  server: 'M4.5 4.5h15v6h-15ZM4.5 13.5h15v6h-15ZM8 7.5h.01M8 16.5h.01M12 7.5h4M12 16.5h4',
  offline: 'M3 4l18 16M8.5 16a5 5 0 0 1 5.6-1M5.5 12.5c1.4-1.3 3-2.1 4.7-2.5M14.5 10.2c1.5.4 2.8 1.2 4 2.3M2.5 9c1.3-1.2 2.7-2.1 4.2-2.8M10.5 5.1c4-.5 8 .9 11 3.9M12 19.5h.01',
  doors: 'M4 20.5h16M6 20.5V4.5h5.5v16M14 20.5V4.5H18v16M9.5 12.5h.01M16 12.5h.01',
  cards: 'M8 3.5h10a1 1 0 0 1 1 1V16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4.5a1 1 0 0 1 1-1ZM4.5 7v12.5a1 1 0 0 0 1 1H16M10 8h6M10 12h4',
  // One sheet behind the other, on its way.
  copy: 'M9 3.5h9a1 1 0 0 1 1 1V15a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V4.5a1 1 0 0 1 1-1ZM5 8v11.5a1 1 0 0 0 1 1h9.5',
  give: 'M12 15V4M7.5 8.5 12 4l4.5 4.5M4.5 14v5.5h15V14',
  take: 'M12 4v11M7.5 10.5 12 15l4.5-4.5M4.5 14v5.5h15V14',
  practice: 'M5 20.5V8.5l7-4.5 7 4.5v12ZM9.5 20.5v-5h5v5M10.5 11.5h3',
  map: 'M9 4.5 3.5 6.5v13L9 17.5l6 2 5.5-2v-13L15 6.5l-6-2ZM9 4.5v13M15 6.5v13',
  locate: 'M12 7.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM12 2.5v5M12 16.5v5M2.5 12h5M16.5 12h5',
  resource: 'M12 21c4.2-4.4 6.3-7.9 6.3-10.5a6.3 6.3 0 1 0-12.6 0C5.7 13.1 7.8 16.6 12 21ZM12 8v5M9.5 10.5h5',
  chevron: 'M9 5l7 7-7 7',
  warning: 'M12 4 2.8 19.5h18.4L12 4ZM12 10v4.5M12 17h.01',
  camera: 'M4.5 7.5h3L9 5h6l1.5 2.5h3a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1ZM12 9.5a3.7 3.7 0 1 1 0 7.4 3.7 3.7 0 0 1 0-7.4Z',
  picture: 'M4.5 4.5h15v15h-15ZM4.5 16l4.5-4.5 4 4 2.5-2.5 4 4M15.5 8.5h.01',
  microphone: 'M12 3.5a2.8 2.8 0 0 1 2.8 2.8v5a2.8 2.8 0 0 1-5.6 0v-5A2.8 2.8 0 0 1 12 3.5ZM6.5 11a5.5 5.5 0 0 0 11 0M12 16.5v4M9 20.5h6',
  stop: 'M7 7h10v10H7Z',
  file: 'M7 3.5h7l4 4V20a.5.5 0 0 1-.5.5h-10.5a.5.5 0 0 1-.5-.5V4a.5.5 0 0 1 .5-.5ZM13.5 3.5V8H18',
  bin: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10 10.5v5.5M14 10.5v5.5',
  up: 'M5 15l7-7 7 7',
  down: 'M5 9l7 7 7-7',
  grip: 'M9 6.5h.01M15 6.5h.01M9 12h.01M15 12h.01M9 17.5h.01M15 17.5h.01',
  globe: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM3.5 12h17M12 3.5c2.5 2.4 3.7 5.200 3.7 8.5s-1.200 6.100-3.7 8.5c-2.5-2.4-3.7-5.200-3.7-8.5S9.5 5.900 12 3.5Z',
  pin: 'M12 20.5s6.5-5.8 6.5-10.5a6.5 6.5 0 0 0-13 0c0 4.7 6.5 10.5 6.5 10.5ZM12 7.8a2.300 2.300 0 1 1 0 4.600 2.300 2.300 0 0 1 0-4.600Z',
  phone: 'M7 3.6 9.6 8 7.9 9.9a12 12 0 0 0 6.2 6.2L16 14.4l4.4 2.6-1 3.2c-7.9.9-16-7.200-15.6-15.6Z',
  search: 'M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12ZM15 15l5 5',
  turn: 'M4 9.5a8.5 8.5 0 0 1 14.5-2.5L20 8.5M20 4v4.5h-4.5M20 14.5A8.5 8.5 0 0 1 5.5 17L4 15.5M4 20v-4.5h4.5',
  star: 'M12 3.8l2.5 5.3 5.7.7-4.2 4 1.1 5.7L12 16.7l-5.1 2.8 1.1-5.7-4.2-4 5.7-.7Z',
  // Somebody on foot.
  walk: 'M12.5 3.5h.01M12 8l-2.5 5.5 3 2.5.5 4.5M9.5 13.5 8 17l-2.5 3.5M12 8l-3 1-1.5 3M12 8l2 3.5 3 1',
  print: 'M7.5 8.5v-5h9v5M7.5 16.5h-3v-8h15v8h-3M7.5 13.5h9v7h-9Z',
  directory: 'M6 3.5h11.5v17H6a1.5 1.5 0 0 1-1.5-1.500V5A1.5 1.5 0 0 1 6 3.500ZM4.5 17.500A1.5 1.5 0 0 1 6 16h11.500M9 8h5M9 11.500h3',
  undo: 'M8.5 5 4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11H9',
} as const satisfies Record<Outcome, string> & Record<string, string>;

export type IconName = keyof typeof PATHS;

export function Icon(props: { name: IconName; class?: string }) {
  return (
    <svg class={`icon ${props.class ?? ''}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[props.name]} />
    </svg>
  );
}

/** Strokes as on paper: five make a bundle. */
export function Tally(props: { count: number }) {
  const shown = () => Math.min(props.count, 10);
  const path = () => {
    let text = '';
    for (let index = 0; index < shown(); index += 1) {
      const bundle = Math.floor(index / 5) * 26;
      text += index % 5 === 4 ? `M${bundle + 1} 11 L${bundle + 19} 3` : `M${bundle + 3 + (index % 5) * 4.7} 2 V12`;
    }
    return text;
  };
  const width = () => (shown() > 5 ? 48 : shown() === 5 ? 20 : 2 + shown() * 4.7);
  return (
    <svg class="tally" viewBox={`0 0 ${width()} 14`} width={width()} height="14" aria-hidden="true">
      <path d={path()} />
    </svg>
  );
}
