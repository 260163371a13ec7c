/** The invented building of the exercise: who lives there, and what they answer. Nobody of it exists. */
import type { Bundle } from './bundle';
import { doorId } from './doors';
import type { Change, DoorLabel, Outcome, Side } from './entries';
import { uuid4, uuid7, type Random } from './ids';
import { formatMoment, localOffset, parisDay } from './moments';

interface Resident {
  floor: number;
  side: Side;
  /** What a colleague noted there, days ago. */
  before?: { outcome: Outcome; daysAgo: number };
  /** What is answered at the first passage of the exercise, at the second… The last one stays. */
  answers: readonly [string, ...string[]];
}

const RESIDENTS: readonly Resident[] = [
  {
    floor: 3,
    side: 'left',
    before: { outcome: 'absent', daysAgo: 19 },
    answers: [
      'Un homme ouvre, essoufflé. «\u00a0J’ai vu votre papier en bas. Ma femme ne se lève plus, je m’occupe de tout. Vous pouvez me rappeler lundi, quand l’infirmière est là\u202f?\u00a0»',
      '«\u00a0Encore vous\u202f! C’est gentil. Alors, vous avez trouvé quelque chose pour m’aider un peu à la maison\u202f?\u00a0»',
    ],
  },
  {
    floor: 3,
    side: 'right',
    answers: ['Une femme sourit, dit quelques mots que vous ne comprenez pas, et vous montre l’écran de son téléphone\u00a0: un traducteur, en turc.'],
  },
  {
    floor: 2,
    side: 'left',
    answers: ['Personne. Vous frappez encore, vous attendez\u00a0: rien ne bouge.', 'Toujours personne. La lumière du palier s’éteint.'],
  },
  {
    floor: 2,
    side: 'right',
    answers: ['Un enfant de huit ans peut-être entrouvre. «\u00a0Papa est pas là. Il revient tout à l’heure.\u00a0»'],
  },
  {
    floor: 1,
    side: 'left',
    answers: [
      'Une dame âgée parle derrière la chaîne. «\u00a0C’est pour quoi\u202f?\u00a0» Vous vous présentez, elle enlève la chaîne. «\u00a0Je ne vois plus grand monde depuis l’hiver. Et mes papiers, maintenant, c’est tout sur ordinateur…\u00a0»',
      '«\u00a0Ah\u202f! Vous êtes revenus. Je me suis demandé si c’était vrai, votre histoire.\u00a0»',
    ],
  },
  {
    floor: 1,
    side: 'right',
    before: { outcome: 'refusal', daysAgo: 19 },
    answers: ['«\u00a0Je vous ai déjà dit non. Ne revenez plus.\u00a0» La porte se referme.'],
  },
  {
    floor: 0,
    side: 'left',
    answers: ['«\u00a0Pas intéressé, merci.\u00a0» On referme sans bruit.', 'On regarde par le judas, et l’on n’ouvre pas.'],
  },
  {
    floor: 0,
    side: 'right',
    answers: [
      'Une femme sort, son manteau sur le dos. «\u00a0Là je pars travailler. Demain en fin d’après-midi, si vous voulez\u202f?\u00a0»',
      '«\u00a0Deux minutes, alors. Je cherche qui pourrait garder ma fille le mercredi.\u00a0»',
    ],
  },
];

/** What is answered at a door that was knocked at so many times in this exercise; null where nobody was invented. */
export function answerAt(door: { floor: number; side: Side | null }, times: number): string | null {
  const resident = RESIDENTS.find(({ floor, side }) => floor === door.floor && side === door.side);
  return resident?.answers[Math.min(times, resident.answers.length - 1)] ?? null;
}

export interface PracticeGround {
  epoch: string;
  worker: string;
  bundle: Bundle;
  /** The building's doors, and what a colleague noted there. */
  changes: Change[];
}

const DAY = 86_400_000;

export async function practiceGround(now: number, random: Random, recipients: { organisation: string; transport: string }, names: { organisation: string; worker: string }, where: { lon: number; lat: number }): Promise<PracticeGround> {
  const [device, organisation, worker, colleague, round, entrance] = Array.from({ length: 6 }, () => uuid4(random)) as [string, string, string, string, string, string];
  const epoch = uuid7(now, random);
  const label = (side: Side): DoorLabel => ({ side, number: null, letter: null });
  const doors = await Promise.all(RESIDENTS.map(async ({ floor, side }) => ({ id: await doorId(entrance, floor, label(side)), floor, ...label(side) })));
  let number = 0;
  const change = (daysAgo: number) => {
    const at = now - daysAgo * DAY;
    const made_at = formatMoment(at, localOffset(at));
    number += 1;
    return { number, epoch, entrance, id: uuid7(at, random), corrected_at: made_at, made_at, device: uuid4(random), counter: number, seen: null };
  };
  const visits = RESIDENTS.flatMap(({ before }, index): Change[] => {
    if (before === undefined) return [];
    return [{ ...change(before.daysAgo), type: 'visit', door: doors[index]?.id ?? '', outcome: before.outcome, slot: null, author: colleague, round, replaces: null }];
  });
  return {
    epoch,
    worker,
    changes: [{ ...change(20), type: 'doors', doors }, ...visits],
    bundle: {
      device: { id: device, name: 'Exercice' },
      organisation: { id: organisation, name: names.organisation, recipient: recipients.organisation },
      transport_recipient: recipients.transport,
      workers: [{ id: worker, name: names.worker }, { id: colleague, name: 'Camille, une collègue inventée' }],
      rounds: [{ id: round, name: 'Tournée d’exercice', starts_on: parisDay(now - 20 * DAY), ends_on: parisDay(now + 20 * DAY), entrances: [entrance] }],
      entrances: [{ id: entrance, label: 'Immeuble inventé', address: '1 rue de l’Exercice', neighbourhood: null, ...where }],
      forms: [],
      files: [],
    },
  };
}
