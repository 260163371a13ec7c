/**
 * What was typed and has not arrived: carriers, as they will be sent, in this browser's storage until the server's receipts come.
 * Nothing of them can be read here: they are sealed to the server. Answers have no order, and stand in a table of their own.
 */
import Dexie, { type Table } from 'dexie';

import type { Packed } from '../../../tablet/src/store/packing';
import type { Outgoing } from '../../../tablet/src/store/sending';
import type { Lane } from '../../../tablet/src/store/database';

interface Row extends Outgoing {
  organisation: string;
  entrance: string;
}

interface LogRow extends Row {
  place?: number;
}

export class Outbox extends Dexie {
  declare log: Table<LogRow, number>;
  declare answers: Table<Row, string>;

  constructor(
    readonly organisation: string,
    name = 'palier-saisie',
  ) {
    // What the screen calls kept must survive a power cut.
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({ log: '++place, &id, organisation', answers: 'id, organisation' });
  }

  /** All of them or none, on the disk when this resolves. */
  async keep(entrance: string, packed: readonly Packed[]): Promise<void> {
    await this.transaction('rw', this.log, this.answers, async () => {
      for (const { id, lane, digest, carrier } of packed) {
        const row = { id, digest, carrier, organisation: this.organisation, entrance };
        if (lane === 'log') await this.log.add(row);
        else await this.answers.add(row);
      }
    });
  }

  /** The next to send of a lane: visits as they were typed, answers in the order of their random ids. */
  async next(lane: Lane, most: number, without: ReadonlySet<string>): Promise<Outgoing[]> {
    const rows: Row[] = lane === 'log' ? await this.#own(this.log).sortBy('place') : await this.#own(this.answers).sortBy('id');
    return rows.filter(({ id }) => !without.has(id)).slice(0, most);
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.transaction('rw', this.log, this.answers, async () => {
      await this.log.where('id').anyOf([...ids]).delete();
      await this.answers.bulkDelete([...ids]);
    });
  }

  async waiting(): Promise<number> {
    const [log, answers] = await Promise.all([this.#own(this.log).count(), this.#own(this.answers).count()]);
    return log + answers;
  }

  /** How many of this entrance wait. */
  async waitingAt(entrance: string): Promise<number> {
    const here = (row: Row) => row.entrance === entrance;
    const [log, answers] = await Promise.all([this.#own(this.log).filter(here).count(), this.#own(this.answers).filter(here).count()]);
    return log + answers;
  }

  #own<Kept extends Row, Key>(table: Table<Kept, Key>) {
    return table.where('organisation').equals(this.organisation);
  }
}
