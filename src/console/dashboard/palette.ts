export const themes = ["light", "dark"] as const;
export type Theme = (typeof themes)[number];

export interface Palette {
  readonly surface: string;
  readonly ink: string;
  readonly soft: string;
  readonly grid: string;
  /** Each is told from the ground with a contrast of at least 3, and differs in lightness from its neighbours. */
  readonly colours: readonly string[];
}

/** Of the console's two looks. Neighbours differ in lightness, for eyes that see hues alike. */
export const palettes: Readonly<Record<Theme, Palette>> = {
  light: {
    surface: "#ffffff",
    ink: "#17252a",
    soft: "#526469",
    grid: "#dbe1e0",
    colours: ["#0f5f6b", "#d98324", "#7a4fa3", "#3f8f5b", "#b3261e", "#6b7a80"],
  },
  dark: {
    surface: "#192325",
    ink: "#e7eeee",
    soft: "#a3b3b6",
    grid: "#2c3a3d",
    colours: ["#7ccbd3", "#f0a85c", "#b99be0", "#6fbf8b", "#ff8f85", "#8f9ea3"],
  },
};
