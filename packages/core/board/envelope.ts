/** What every board carries besides its content. Instants are ISO 8601 UTC. */
export interface Envelope {
  board: string;
  version: number;
  updatedAt: string;
  /** Time of the newest fact in it. */
  factAt: string;
  /** Null: there is nothing to wait for. */
  nextPollSeconds: number | null;
  /** From the schedule: until then nothing is expected, and a look every few minutes will do. Absent while something may change. */
  quietUntil?: string;
}
