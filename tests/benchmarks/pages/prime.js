// Fills the tablet's journal through the app's own code, on the app's own origin: doors in every entrance, then visits.
import { openTablet } from '@tablet/sync/open-tablet';

const OUTCOMES = ['absent', 'refusal', 'exchange', 'absent', 'brief', 'absent'];

window.prime = async (worker, code, entries, doorsPerEntrance) => {
  const tablet = await openTablet();
  const unlocked = await tablet.unlock(worker, code);
  if (!unlocked.ok) throw new Error(unlocked.sentence);
  const [round] = await tablet.rounds();
  const doors = [];
  for (const { id: entrance } of round.entrances) {
    const labels = Array.from({ length: doorsPerEntrance }, (_, index) => ({ floor: Math.floor(index / 4), side: null, number: 1 + (index % 4), letter: null }));
    await tablet.addDoors({ round: round.id, entrance, doors: labels });
    const facade = await tablet.facade(round.id, entrance);
    doors.push(...facade.floors.flatMap((floor) => floor.doors.map((door) => ({ entrance, door: door.id }))));
  }
  for (let noted = round.entrances.length; noted < entries; noted += 1) {
    await tablet.noteVisit({ round: round.id, ...doors[noted % doors.length], outcome: OUTCOMES[noted % OUTCOMES.length] });
    window.noted = noted + 1;
  }
  return tablet.status().pending;
};
