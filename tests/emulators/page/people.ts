import type { Surface } from "../surface.ts";

export type SurfaceName = Surface["name"];

/** The four ways in, in the order the page shows them. */
export const surfaceNames = ["wecom-kf", "wecom-app", "wecom-aibot", "telegram"] as const;

/** One person per way in and number; each stays the same while the emulators run. */
export interface People {
  of(surface: SurfaceName, number: number): Surface;
}

export function people(makers: Readonly<Record<SurfaceName, (number: number) => Surface>>): People {
  const known = new Map<string, Surface>();
  return {
    of(surface, number) {
      const key = `${surface}/${number}`;
      const there = known.get(key) ?? makers[surface](number);
      known.set(key, there);
      return there;
    },
  };
}
