/** Times and durations as Python's str() writes them. Pure; the clock's reading is handed in. */

/** Writes milliseconds since the epoch as `2026-11-24 03:25:50.123000`, in UTC. */
export function describeTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ')}000`;
}

/** Writes a duration as `0:00:01.250000`. */
export function describeDuration(milliseconds: number): string {
  const pad = (number: number, width: number): string => String(number).padStart(width, '0');
  const whole = Math.max(0, Math.floor(milliseconds));
  const seconds = Math.floor(whole / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours}:${pad(minutes, 2)}:${pad(seconds % 60, 2)}.${pad(whole % 1000, 3)}000`;
}
