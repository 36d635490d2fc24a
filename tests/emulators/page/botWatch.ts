/** Whether the bot answers, looked at again and again. */
export interface BotWatch {
  running(): boolean;
  watch(listener: () => void): () => void;
  close(): void;
}

/** Asks `/healthz` every `every` milliseconds; a bot that answers anything is running. */
export function watchBot(bot: URL, every = 1500): BotWatch {
  const listeners = new Set<() => void>();
  let running = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    const now = await answers(new URL("/healthz", bot));
    if (closed) return;
    if (now !== running) {
      running = now;
      for (const listener of listeners) listener();
    }
    timer = setTimeout(again, every);
  };
  const again = () => void look();
  again();
  return {
    running: () => running,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

async function answers(url: URL): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
