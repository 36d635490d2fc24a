/** One way a person writes to the bot, as a test or the page of `npm run emulate` uses it. */
export interface Surface {
  readonly name: "wecom-kf" | "wecom-app" | "wecom-aibot" | "telegram";
  /** What the page calls it, in Chinese. */
  readonly title: string;
  /** The person opens the conversation and has written nothing yet. */
  arrive(): Promise<void>;
  /** Resolves once the platform has the message; its delivery to the bot goes on by itself. */
  write(text: string): Promise<void>;
  send(kind: "image" | "voice" | "file" | "location"): Promise<void>;
  /** Presses a choice of a shown message. */
  press(message: string, choice: string): Promise<void>;
  /** All the person sees, oldest first. */
  shown(): readonly Shown[];
  /** Calls back after every change of what is shown; the result ends that. */
  watch(listener: () => void): () => void;
  /** The service team's side of it, where the platform has a client for them. */
  readonly servicing?: Servicer;
}

/** One person of the service team, in the platform's own client. */
export interface Servicer {
  /** Whose the conversation is now, and whether this person takes any. */
  standing(): Standing;
  /** Each throws, as the client would say no, where it cannot be done. */
  take(): void;
  say(text: string): void;
  end(): void;
  duty(on: boolean): void;
}

export interface Standing {
  readonly state: "bot" | "pool" | "servicer" | "ended";
  readonly onDuty: boolean;
}

export interface Shown {
  readonly id: string;
  readonly from: "person" | "bot" | "staff" | "platform";
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly at: Date;
  /** False while a streamed message is still growing. */
  readonly complete: boolean;
}
